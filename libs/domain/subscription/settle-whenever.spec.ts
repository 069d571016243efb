import fc from 'fast-check';
import type { Dated } from '../../kernel/decision.js';
import type { EndUserId } from '../../kernel/ids.js';
import { addMilliseconds, type Instant } from '../../kernel/instant.js';
import {
  advancedMonthly,
  annual,
  facts,
  LISTED_AT,
  listed,
  monthly,
  planOf,
  repriced,
  usd,
  withPlans,
} from '../testing/fixtures.js';
import {
  activated,
  addSeats,
  assign,
  disable,
  disableReceived,
  hold,
  order,
  reduceTo,
  release,
  settleDue,
  switchTo,
  unassign,
} from '../testing/subscription.commands.js';
import { decide, extend, type History, historyOf, type Step, stateAt } from '../testing/subscription.scenario.js';
import type { SubscriptionCommand } from './subscription.commands.js';
import type { SubscriptionEvent } from './subscription.events.js';

const ORDERED = '2016-01-31T18:00:00.000Z';
const active = (plan = monthly): Step[] => [
  [ORDERED, order({ plan, quantity: 3 })],
  [ORDERED, activated(ORDERED)],
];

const DAY = 86_400_000;
const user = (number: number) => `user-${number}` as EndUserId;
const anyCommand: fc.Arbitrary<SubscriptionCommand> = fc.oneof(
  fc.integer({ min: 1, max: 4 }).map(addSeats),
  fc.integer({ min: 1, max: 9 }).map(reduceTo),
  fc.constantFrom(annual, monthly, advancedMonthly).map(switchTo),
  fc.integer({ min: 1, max: 3 }).map((number) => assign(user(number))),
  fc.integer({ min: 1, max: 3 }).map((number) => unassign(user(number))),
  fc.constant(disable()),
);
/** Two prices a year, so that the price of a renewal depends on its instant. */
const restless = withPlans(
  facts,
  ...[annual, monthly].map((plan) =>
    planOf(
      [LISTED_AT, listed(plan, usd(10_000))],
      ...Array.from({ length: 12 }, (_, index) => {
        const at = addMilliseconds(ORDERED as Instant, (index + 1) * 177 * DAY + index);
        return [at, repriced(plan, usd(10_007 + index * 13), usd(10_000), at)] as const;
      }),
    ),
  ),
);
/** Days after the start at which a command comes in, over five years. */
const anyMoment = fc.integer({ min: 0, max: 5 * 366 * DAY }).map((after) => addMilliseconds(ORDERED as Instant, after));
const anyCommands = fc
  .array(fc.tuple(anyMoment, anyCommand), { maxLength: 8 })
  .map((commands) => commands.sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0)));
const THE_END = addMilliseconds(ORDERED as Instant, 6 * 366 * DAY);

/** A command, or what it is once the history is known. */
type Asked = SubscriptionCommand | ((history: History, at: Instant) => SubscriptionCommand);

/** Refused commands are tried and forgotten, as they are in life; what they found due waits for the next. */
const run = (history: History, commands: readonly (readonly [Instant, Asked])[]): History =>
  commands.reduce((present, [at, asked]) => {
    const command = typeof asked === 'function' ? asked(present, at) : asked;
    const decision = decide(present, command, restless, at);
    return decision.outcome === 'refused' ? present : extend(present, decision.events);
  }, history);

/** Holds and releases in between, in any order: also two of one kind in a row. */
const anyHolds = fc.array(fc.tuple(anyMoment, fc.constantFrom<SubscriptionCommand>(hold, release)), { maxLength: 6 });
/** Received up to four months before operations recorded it. */
const anyReceived = fc.array(
  fc.tuple(
    anyMoment,
    fc.integer({ min: 0, max: 120 * DAY }).map(
      (before): Asked =>
        (history, at) => {
          const receivedAt = addMilliseconds(at, -before);
          return disableReceived(receivedAt, stateAt(history, receivedAt));
        },
    ),
  ),
  { maxLength: 4 },
);
const inOrder = (commands: readonly (readonly [Instant, Asked])[]) =>
  [...commands].sort(([one], [other]) => (one < other ? -1 : one > other ? 1 : 0));
const isOfAHold = ({ event }: Dated<SubscriptionEvent>) =>
  event.type === 'DueWorkHeld' || event.type === 'DueWorkReleased';

describe('holding and releasing what falls due', () => {
  it('comes to the same events, with the same instants, whenever a worker runs', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(annual, monthly),
        anyCommands,
        anyHolds,
        anyReceived,
        fc.array(anyMoment, { maxLength: 40 }),
        (plan, commands, holds, received, wakeUps) => {
          const start = historyOf(active(plan), restless);
          const asked = [...commands, ...holds, ...received];
          const end = [
            [THE_END, release],
            [THE_END, settleDue],
          ] as const;
          const lazy = run(start, [...inOrder(asked), ...end]);
          const busy = run(start, [...inOrder([...wakeUps.map((at) => [at, settleDue] as const), ...asked]), ...end]);
          expect(busy.events).toEqual(lazy.events);
        },
      ),
      { numRuns: 60 },
    ));

  it('changes nothing of what fell due: each is as of its own due instant, as if nobody had held it', () =>
    fc.assert(
      fc.property(fc.constantFrom(annual, monthly), anyHolds, (plan, holds) => {
        const start = historyOf(active(plan), restless);
        const free = run(start, [[THE_END, settleDue]]);
        const held = run(start, [...inOrder(holds), [THE_END, release], [THE_END, settleDue]]);
        expect(held.events.filter((one) => !isOfAHold(one))).toEqual(free.events);
      }),
      { numRuns: 60 },
    ));
});

describe('settling in one step or in many, whenever a worker runs', () => {
  it('comes to the same events, with the same instants', () =>
    fc.assert(
      fc.property(
        fc.constantFrom(annual, monthly),
        anyCommands,
        fc.array(anyMoment, { maxLength: 40 }),
        (plan, commands, wakeUps) => {
          const start = historyOf(active(plan), restless);
          const woken = [...wakeUps.map((at) => [at, settleDue] as const), ...commands].sort(([one], [other]) =>
            one < other ? -1 : one > other ? 1 : 0,
          );
          const lazy = run(start, [...commands, [THE_END, settleDue]]);
          const busy = run(start, [...woken, [THE_END, settleDue]]);
          expect(busy.events).toEqual(lazy.events);
        },
      ),
      { numRuns: 60 },
    ));

  it('never goes back in time, and charges every term exactly what it comes to', () =>
    fc.assert(
      fc.property(fc.constantFrom(annual, monthly), anyCommands, (plan, commands) => {
        const { events } = run(historyOf(active(plan), restless), [...commands, [THE_END, settleDue]]);
        expect(events.every(({ effectiveAt }, index) => effectiveAt >= (events[index - 1]?.effectiveAt ?? ''))).toBe(
          true,
        );
        const over = termsThatAreOver(events.map(({ event }) => event));
        expect(over.map(({ charged }) => charged)).toEqual(over.map(({ owed }) => owed));
      }),
      { numRuns: 60 },
    ));
});

/** What each term but the last comes to by its own events, and the sum of its charges. */
function termsThatAreOver(events: readonly SubscriptionEvent[]) {
  const terms = new Map<number, { owed: number; charged: number }>();
  const add = (number: number, owed: number, charged: number) => {
    const before = terms.get(number) ?? { owed: 0, charged: 0 };
    terms.set(number, { owed: before.owed + owed, charged: before.charged + charged });
  };
  for (const event of events) {
    if (event.type === 'SubscriptionActivated' || event.type === 'SubscriptionRenewed') {
      add(event.term.number, event.commitment.amountMinor, event.charge?.amount.amountMinor ?? 0);
    }
    if (event.type === 'SeatsAdded') {
      add(event.charge.termNumber, event.proration.total.amountMinor, event.charge.amount.amountMinor);
    }
    if (event.type === 'InstalmentFellDue') add(event.charge.termNumber, 0, event.charge.amount.amountMinor);
  }
  const ended = events.some(({ type }) => type === 'SubscriptionEnded');
  return [...terms.values()].slice(0, ended ? undefined : -1);
}
