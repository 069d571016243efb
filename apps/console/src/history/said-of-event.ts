import type { Money } from '../api/answers.js';
import { formatMoney } from '../format/money.js';

type Facts = Readonly<Record<string, unknown>>;

const isFacts = (value: unknown): value is Facts => typeof value === 'object' && value !== null;
const at = (facts: unknown, name: string): unknown => (isFacts(facts) ? facts[name] : undefined);
const amount = (value: unknown): string => (isFacts(value) ? formatMoney(value as unknown as Money) : '');

const SAYS: Readonly<Record<string, (facts: Facts) => string>> = {
  SubscriptionOrdered: ({ order }) => `${at(order, 'quantity')} seats, PO ${at(order, 'poNumber')}`,
  SubscriptionActivated: ({ term, cutoff, commitment }) =>
    `${at(term, 'startDate')} to ${at(term, 'endDate')}, cutoff ${at(cutoff, 'date')}, owes ${amount(commitment)}`,
  ProvisioningFailed: ({ vendorError }) => `${at(vendorError, 'code')}: ${at(vendorError, 'message')}`,
  InstalmentFellDue: ({ charge }) =>
    `${at(charge, 'kind')} ${at(charge, 'instalmentNumber') ?? ''}, ${amount(at(charge, 'amount'))}`,
  SeatsAdded: ({ added, seats, proration }) =>
    `${added} more, ${seats} now, ${amount(at(proration, 'total'))} pro rata`,
  LicenseAssigned: ({ endUserId }) => String(endUserId),
  LicenseUnassigned: ({ endUserId }) => String(endUserId),
  RenewalCutoffPassed: ({ cutoff }) => `after ${at(cutoff, 'date')}`,
  AutoRenewDisabled: ({ late, endsOn }) => `${late ? 'late' : 'in time'}, ends on ${endsOn}`,
  SubscriptionRenewed: ({ term, seats, commitment }) =>
    `${seats} seats to ${at(term, 'endDate')}, owes ${amount(commitment)}`,
  DueWorkHeld: ({ reason }) => `“${reason}”`,
  DueWorkReleased: ({ reason }) => `“${reason}”`,
  OrderClosed: ({ reason }) => `“${reason}”`,
};

/** One line about an event, out of its facts; nothing where its name says it all. */
export const said = (type: string, data: unknown): string => (isFacts(data) ? (SAYS[type]?.(data) ?? '') : '');
