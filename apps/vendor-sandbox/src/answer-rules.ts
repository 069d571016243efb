import { addMilliseconds, type Instant } from '#kernel/instant.js';
import type { CsnStatus, OrderStatus } from '#vendor/vendor.js';

const MINUTE_MS = 60_000;
const HOUR_MS = 60 * MINUTE_MS;
const DAY_MS = 24 * HOUR_MS;

/** What is answered from so many milliseconds after the request was accepted, until the next step's. */
interface Step<Answer> {
  readonly afterMs: number;
  readonly answer: Answer;
}

type OrderAnswer = OrderStatus extends infer Status ? (Status extends unknown ? Omit<Status, 'at'> : never) : never;
type OrderSteps = readonly Step<OrderAnswer>[];
type CsnSteps = readonly Step<Omit<CsnStatus, 'at'>>[];

const pending = { afterMs: 0, answer: { status: 'pending' } } as const;
const activeAfter = (afterMs: number) => ({ afterMs, answer: { status: 'active' } }) as const;
const failedWith = (code: number, message: string) =>
  ({ afterMs: 0, answer: { status: 'not-provisioned', error: { code, message } } }) as const;

/** By the beginning of the PO number; the first that fits. */
const ORDER_RULES: readonly (readonly [prefix: string, steps: OrderSteps])[] = [
  ['SLOW-', [pending, activeAfter(6 * HOUR_MS)]],
  ['REVIEW-', [{ afterMs: 0, answer: { status: 'in-review' } }, activeAfter(2 * DAY_MS)]],
  ['FAIL70-', [failedWith(70, 'The order was accepted, and then timed out inside')]],
  ['FAIL-', [failedWith(12, 'The purchase order was not accepted')]],
  ['', [pending, activeAfter(MINUTE_MS)]],
];

/** By the end of the CSN; the first that fits. */
const CSN_RULES: readonly (readonly [suffix: string, steps: CsnSteps])[] = [
  ['9999', [{ afterMs: 0, answer: { status: 'rejected' } }]],
  [
    '8888',
    [
      pending,
      { afterMs: MINUTE_MS, answer: { status: 'verified' } },
      { afterMs: MINUTE_MS + DAY_MS, answer: { status: 'revoked' } },
    ],
  ],
  ['', [pending, { afterMs: MINUTE_MS, answer: { status: 'verified' } }]],
];

const orderSteps = (poNumber: string): OrderSteps =>
  ORDER_RULES.find(([prefix]) => poNumber.startsWith(prefix))?.[1] ?? [];

const csnSteps = (csn: string): CsnSteps => CSN_RULES.find(([suffix]) => csn.endsWith(suffix))?.[1] ?? [];

/** The last step that the clock has reached, and the instant at which it was. */
function reached<Answer extends object>(steps: readonly Step<Answer>[], acceptedAt: Instant, now: Instant) {
  const dated = steps.map(({ afterMs, answer }) => ({ ...answer, at: addMilliseconds(acceptedAt, afterMs) }));
  const last = dated.findLast(({ at }) => at <= now) ?? dated[0];
  if (last === undefined) throw new Error('A rule of the vendor sandbox has no steps');
  return last;
}

const following = (steps: readonly Step<unknown>[], acceptedAt: Instant, now: Instant): Instant | undefined =>
  steps.map(({ afterMs }) => addMilliseconds(acceptedAt, afterMs)).find((at) => at > now);

export interface AcceptedOrder {
  readonly poNumber: string;
  readonly acceptedAt: Instant;
}

export interface AcceptedCsn {
  readonly csn: string;
  readonly acceptedAt: Instant;
}

export const orderStatusAt = ({ poNumber, acceptedAt }: AcceptedOrder, now: Instant): OrderStatus =>
  reached(orderSteps(poNumber), acceptedAt, now) as OrderStatus;

export const csnStatusAt = ({ csn, acceptedAt }: AcceptedCsn, now: Instant): CsnStatus =>
  reached(csnSteps(csn), acceptedAt, now);

/** The next instant behind `now` at which the answer changes; undefined when it is final. */
export const nextOrderChange = ({ poNumber, acceptedAt }: AcceptedOrder, now: Instant): Instant | undefined =>
  following(orderSteps(poNumber), acceptedAt, now);

export const nextCsnChange = ({ csn, acceptedAt }: AcceptedCsn, now: Instant): Instant | undefined =>
  following(csnSteps(csn), acceptedAt, now);
