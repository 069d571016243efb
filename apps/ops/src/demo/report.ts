import type { TermbookApi } from '#client/termbook-api.js';
import { type Charge, type HistoryItem, readAll, type Subscription } from './read-all.js';

const NAME_WIDTH = 44;
const TYPE_WIDTH = 24;

const money = ({ amountMinor, currency }: Charge['amount']): string =>
  new Intl.NumberFormat('en-US', { style: 'currency', currency }).format(amountMinor / 100);

const row = (name: string, value: string | number): string =>
  `  ${name.padEnd(NAME_WIDTH)}${String(value).padStart(16)}\n`;

/** Counts and sums, as the queries tell them. */
export async function table(client: TermbookApi, refusals: ReadonlyMap<string, number>): Promise<string> {
  const subscriptions = await readAll(client, '/v1/subscriptions');
  const charges = await readAll(client, '/v1/charges');
  const having = (is: (subscription: Subscription) => boolean) => subscriptions.filter(is).length;
  const currency = charges[0]?.amount.currency ?? 'USD';
  const amountMinor = charges.reduce((sum, { amount }) => sum + amount.amountMinor, 0);
  return [
    row('orders', subscriptions.length),
    row(
      'active',
      having(({ status }) => status === 'active'),
    ),
    row(
      'ended',
      having(({ status }) => status === 'ended'),
    ),
    row(
      'renewed',
      having(({ term }) => (term?.number ?? 0) > 1),
    ),
    row('instalments fallen due', charges.filter(({ kind }) => kind === 'instalment').length),
    row('annual terms charged', charges.filter(({ kind }) => kind === 'term').length),
    row('seat additions charged, in parts', charges.filter(({ kind }) => kind === 'seats').length),
    row('charged in all', money({ amountMinor, currency })),
    ...[...refusals].sort().map(([code, count]) => row(`refused: ${code}`, count)),
  ].join('');
}

/** One subscription's whole history, a line an event. */
export async function timeline(client: TermbookApi, { subscriptionId, ...facts }: Subscription): Promise<string> {
  const items = await readAll(client, '/v1/subscriptions/{subscriptionId}/history', { subscriptionId });
  const head = `  ${facts.trackingId}: ${facts.productName}, ${facts.period}\n`;
  return (
    head +
    items
      .map((item) => `  ${item.effectiveAt}  ${item.type.padEnd(TYPE_WIDTH)}${said(item)}  (${item.actor})\n`)
      .join('')
  );
}

type Facts = Readonly<Record<string, unknown>>;
const isFacts = (value: unknown): value is Facts => typeof value === 'object' && value !== null;
const at = (facts: unknown, name: string): unknown => (isFacts(facts) ? facts[name] : undefined);
const amount = (value: unknown): string => (isFacts(value) ? money(value as unknown as Charge['amount']) : '');

const SAYS: Readonly<Record<string, (facts: Facts) => string>> = {
  SubscriptionOrdered: ({ order }) => `${at(order, 'quantity')} seats, PO ${at(order, 'poNumber')}`,
  SubscriptionActivated: ({ term, cutoff, commitment }) =>
    `term ${at(term, 'startDate')} to ${at(term, 'endDate')}, cutoff ${at(cutoff, 'date')}, owes ${amount(commitment)}`,
  InstalmentFellDue: ({ charge }) =>
    `${at(charge, 'kind')} ${at(charge, 'instalmentNumber') ?? ''}: ${amount(at(charge, 'amount'))}`,
  SeatsAdded: ({ added, seats, proration }) =>
    `${added} more, ${seats} now, ${amount(at(proration, 'total'))} pro rata`,
  RenewalCutoffPassed: ({ cutoff }) => `after ${at(cutoff, 'date')}`,
  AutoRenewDisabled: ({ late, endsOn }) => `${late ? 'late' : 'in time'}: ends on ${endsOn}`,
  SubscriptionRenewed: ({ term, seats, commitment }) =>
    `${seats} seats to ${at(term, 'endDate')}, owes ${amount(commitment)}`,
};

const said = ({ type, data }: HistoryItem): string => SAYS[type]?.(data) ?? '';
