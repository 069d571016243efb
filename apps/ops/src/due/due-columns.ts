import { columns } from '../asking/show.js';

export interface DueLine {
  readonly subscriptionId: string;
  readonly resellerId: string | null;
  readonly productName: string | null;
  readonly kind: string;
  readonly dueOn: string;
  readonly dueAt: string;
  readonly amount: { readonly amountMinor: number; readonly currency: string } | null;
  readonly held: boolean;
  readonly lateSeconds?: number;
}

const SECONDS_PER_HOUR = 3_600;
const SECONDS_PER_DAY = 86_400;

/** In the unit that a person would say. */
export function ageOf(seconds: number): string {
  if (seconds < SECONDS_PER_HOUR) return `${Math.floor(seconds / 60)} min`;
  return seconds < 2 * SECONDS_PER_DAY
    ? `${Math.floor(seconds / SECONDS_PER_HOUR)} h`
    : `${Math.floor(seconds / SECONDS_PER_DAY)} d`;
}

/** In minor units, which are two digits for most currencies, but not all. */
export const amountOf = (amount: DueLine['amount']): string =>
  amount === null ? '' : `${amount.amountMinor} ${amount.currency}`;

export const dueColumns = (items: readonly DueLine[]): string =>
  columns(
    ['due on', 'kind', 'amount (minor)', 'subscription', 'reseller', 'product', 'held'],
    items.map((item) => [
      item.dueOn,
      item.kind,
      amountOf(item.amount),
      item.subscriptionId,
      item.resellerId,
      item.productName,
      item.held ? 'held' : '',
    ]),
  );

export const overdueColumns = (items: readonly DueLine[]): string =>
  columns(
    ['late', 'due at', 'kind', 'subscription', 'reseller', 'product', 'held'],
    items.map((item) => [
      ageOf(item.lateSeconds ?? 0),
      item.dueAt,
      item.kind,
      item.subscriptionId,
      item.resellerId,
      item.productName,
      item.held ? 'held' : '',
    ]),
  );
