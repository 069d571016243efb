import { Text, type TextOptions } from '../http/input/text-fields.js';

/** What an order says beside who and what; the same wherever an order can be said. */
export const PoNumber = (options: TextOptions = {}) => Text({ min: 1, max: 64, example: 'PO-20260001', ...options });

/** Who supports the customer; not given: the reseller's support e-mail. */
export const SupportContact = () => Text({ min: 1, max: 200, optional: true, example: 'support@reseller.example' });

/** Why operations do what they do. */
export const Reason = (options: TextOptions = {}) => Text({ min: 1, max: 500, lines: true, ...options });
