import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import { instant, integer, listOf, nullable, oneOf, record, type Shape, text, truth } from '#feed/shapes/shape.js';
import type { QueueBoardSession } from '../console/queue-board.controller.js';
import type { SessionAnswer } from '../operations/session.controller.js';

const inForce: Shape<VendorPolicy> = {
  schema: { type: 'object', additionalProperties: true, description: 'As a policy file has it.' },
  show: (policy) => policy,
};

export const session = record<SessionAnswer>({
  keyId: text('The key, as `ops keys list` names it.'),
  client: text('The client that the key belongs to.'),
  role: oneOf(['admin', 'intake', 'operations'], 'What the key may do.'),
  resellers: nullable(listOf(text<string>('A reseller.'), 'For which resellers it may act; null: for all.')),
  now: instant('What the clock shows: in the sandbox another instant than the real one.'),
  ticking: truth('Whether the clock goes; a sandbox clock that was moved stands still.'),
  sandbox: truth('Whether the clock can be moved.'),
  policy: record<SessionAnswer['policy']>(
    {
      timeZone: text('IANA name: calendar dates are days in it.'),
      calendar: nullable(text<string>('date-holidays region of the business days; null: weekends only.')),
      businessDays: integer('Business days from the cutoff to the term end date.'),
      inForce,
    },
    'Of the vendor policy, what is needed to read dates, and all of it.',
  ),
});

export const queueBoardSession = record<QueueBoardSession>({
  address: text('Where the queues are looked at.'),
  expiresAt: instant('Until when the cookie holds that came with this answer; by the wall clock.'),
});
