import type { VendorError } from '#domain/subscription/subscription.events.js';
import {
  date,
  described,
  instant,
  integer,
  listOf,
  nullable,
  oneOf,
  record,
  type Shape,
  text,
  truth,
} from '#feed/shapes/shape.js';
import { money } from '#feed/shapes/shared.shapes.js';
import { DUE_ITEM_KINDS, type DueItem } from '#read-models/due-work/due-items.js';
import type { DueSummary } from '#read-models/due-work/due-summary.queries.js';
import type { DueKind } from '#read-models/due-work/due-work.rows.js';
import { STUCK_STATUSES, type StuckOrder } from '#read-models/due-work/stuck-orders.queries.js';
import type { HeldBy } from '#read-models/subscription/subscription.rows.js';
import { DUE_QUEUES } from '#scheduling/due-work/due-work.js';
import type { PlannedJob } from '#scheduling/queues/planned-jobs.js';
import type { OverdueItem } from '../operations/due/overdue.js';
import type { Scheduled, ScheduledItem } from '../operations/due/scheduled.controller.js';

const id = (description: string) => text<string>(description);
const held = truth('An operator keeps it from happening until the release.');

const dueFields = {
  subscriptionId: id('The subscription.'),
  trackingId: nullable(id('What the vendor and the reseller call the order by; null while it is not begun.')),
  resellerId: nullable(id('The reseller; null while it is not begun.')),
  customerId: nullable(id('The customer; null while it is not begun.')),
  productName: nullable(id('The product; null while it is not begun.')),
  kind: oneOf(DUE_ITEM_KINDS, 'What falls due; `seats` is a later part of a seat addition.'),
  dueAt: instant<DueItem['dueAt']>('When it happens by itself.'),
  dueOn: date<DueItem['dueOn']>("Its day in the policy's time zone; of a cutoff the last day that still counts."),
  amount: nullable(money('What is charged; null where nothing is, or where only the renewal will tell.')),
  autoRenew: nullable(truth('Nobody has disabled auto-renewal; null while it is not begun.')),
  held,
};

export const dueItem = record<DueItem>(dueFields);

export const overdueItem = record<OverdueItem>({
  ...dueFields,
  lateSeconds: integer('Since when it is due, in seconds.'),
  parked: truth('Read from the history: the read model goes on without its stream.'),
});

const count = integer('How many.');

export const dueSummary = record<DueSummary>({
  from: date('The first day of the period, or of the window.'),
  to: date('The last day of the period, or of the window.'),
  counts: record<DueSummary['counts']>(
    { cutoff: count, end: count, instalment: count, renewal: count, seats: count, unfinished: count },
    'By kind.',
  ),
  amounts: listOf(money('What instalments and added seats come to.'), 'By currency.'),
});

const job: Shape<PlannedJob> = record<PlannedJob>({
  id: id('In its queue.'),
  queue: oneOf(DUE_QUEUES, 'Which of the queues.'),
  state: id('As BullMQ calls it: delayed, waiting, active, failed and others.'),
  attempts: integer('Tries that have begun.'),
  runsAt: nullable(instant<string>('When it runs, by the wall clock; null where it waits or runs.')),
  failedReason: nullable(id('Why the last try failed; null: none did.')),
});

const KINDS = ['provisioning', 'csn', 'instalment', 'cutoff', 'renewal', 'end', 'unfinished'] as const;

export const scheduled = record<Scheduled>({
  held: nullable(
    record<HeldBy>(
      { reason: text("Operations' own words."), since: instant('Since when.'), actor: text('Who: role and key.') },
      'The hold; null: nobody holds it.',
    ),
  ),
  queue: record<Scheduled['queue']>(
    { answers: truth('False: jobs are unknown.'), problem: nullable(text('What is wrong; null: nothing.')) },
    'Whether the queue could be asked.',
  ),
  items: listOf(
    record<ScheduledItem>({
      kind: oneOf<DueKind>(KINDS, 'The next of each kind.'),
      dueAt: instant<string>('When it is due.'),
      held,
      job: nullable(described(job, 'Where it is; null: not planned yet, or unknown.')),
    }),
    'In due order.',
  ),
});

export const stuckOrder = record<StuckOrder>({
  subscriptionId: id('The subscription.'),
  trackingId: id('What the vendor and the reseller call the order by.'),
  attempt: integer('1 for the order, one more for each resubmission.', 1),
  resellerId: id('The reseller.'),
  customerId: id('The customer.'),
  productName: id('The product.'),
  poNumber: id("The reseller's own."),
  status: oneOf(STUCK_STATUSES, 'Where it is.'),
  since: instant('Since when it is there.'),
  ageSeconds: integer('How long that is, in seconds.'),
  vendorError: nullable(
    record<VendorError>({ code: integer("The vendor's own."), message: text("In the vendor's words.") }, 'Or null.'),
  ),
  mayResubmit: truth('A resubmission is possible now; else replace or close it, wait, or release it.'),
  held,
  revision: integer('For `If-Match`.'),
});
