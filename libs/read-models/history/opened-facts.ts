import { parseProductId } from '#domain/plan/product-id.js';
import type { ProductId } from '#kernel/ids.js';
import { isPersonal, type Personal } from '#kernel/personal.js';
import { printedProductId } from '../presented.js';

const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** Every personal value of an event, in the order in which `withOpened` takes them. */
export function personalIn(facts: unknown): readonly Personal[] {
  if (isPersonal(facts)) return [facts];
  if (Array.isArray(facts)) return facts.flatMap(personalIn);
  return isRecord(facts) ? Object.values(facts).flatMap(personalIn) : [];
}

/** The facts with their personal values opened: null and `erased: true` beside them where the key is gone; IDs as printed. */
export function withOpened(facts: unknown, opened: Iterator<string | null>): unknown {
  if (isPersonal(facts)) return opened.next().value ?? null;
  if (Array.isArray(facts)) return facts.map((item) => withOpened(item, opened));
  if (!isRecord(facts)) return facts;
  const entries = Object.entries(facts).map(
    ([name, value]) => [name, isPrintable(name, value) ? printedProductId(value) : withOpened(value, opened)] as const,
  );
  const erased = entries.some(([name, value]) => value === null && isPersonal(facts[name]));
  return { ...Object.fromEntries(entries), ...(erased ? { erased: true } : {}) };
}

const isPrintable = (name: string, value: unknown): value is ProductId =>
  name === 'productId' && typeof value === 'string' && parseProductId(value).ok;
