import fc from 'fast-check';
import type { Dated } from '../../kernel/decision.js';
import type { EndUserId } from '../../kernel/ids.js';
import { addMilliseconds, type Instant } from '../../kernel/instant.js';
import {
  advancedMonthly,
  annual,
  facts,
  instant,
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
  startingOn,
  switchTo,
  unassign,
} from '../testing/subscription.commands.js';
import {
  decide,
  extend,
  given,
  type History,
  historyOf,
  type Step,
  stateAt,
} from '../testing/subscription.scenario.js';
import type { SubscriptionCommand } from './subscription.commands.js';
import { nextDue } from './subscription.due.js';
import type { SubscriptionEvent } from './subscription.events.js';
import { settle } from './subscription.settle.js';

const ORDERED = '2016-01-31T18:00:00.000Z';
const active = (plan = monthly): Step[] => [
  [ORDERED, order({ plan, quantity: 3 })],
  [ORDERED, activated(ORDERED)],
];
const told = (events: readonly Dated<SubscriptionEvent>[]) =>
  events.map(({ effectiveAt, event }) =>
    event.type === 'InstalmentFellDue'
      ? `${effectiveAt} ${event.charge.kind} ${event.charge.instalmentNumber}`
      : `${effectiveAt} ${event.type}`,
  );
const settledUntil = (history: History, now: string) =>
  settle(history.state, facts, instant(now), history.events.at(-1)?.effectiveAt);

describe('settling', () => {
  it('emits everything that fell due, in due order, each as of its own due instant', () =>
    expect(told(settledUntil(historyOf(active()), '2017-03-01T00:00:00.000Z'))).toEqual([
      '2016-02-29T08:00:00.000Z instalment 2',
      '2016-03-31T07:00:00.000Z instalment 3',
      '2016-04-30T07:00:00.000Z instalment 4',
      '2016-05-31T07:00:00.000Z instalment 5',
      '2016-06-30T07:00:00.000Z instalment 6',
      '2016-07-31T07:00:00.000Z instalment 7',
      '2016-08-31T07:00:00.000Z instalment 8',
      '2016-09-30T07:00:00.000Z instalment 9',
      '2016-10-31T07:00:00.000Z instalment 10',
      '2016-11-30T08:00:00.000Z instalment 11',
      '2016-12-31T08:00:00.000Z instalment 12',
      '2017-01-24T08:00:00.000Z RenewalCutoffPassed',
      '2017-01-31T08:00:00.000Z SubscriptionRenewed',
      '2017-01-31T08:00:00.000Z instalment 1',
      '2017-02-28T08:00:00.000Z instalment 2',
    ]));

  it('happens at the due instant and not a millisecond before', () => {
    const history = historyOf(active());
    expect(settledUntil(history, '2016-02-29T07:59:59.999Z')).toEqual([]);
    expect(told(settledUntil(history, '2016-02-29T08:00:00.000Z'))).toEqual(['2016-02-29T08:00:00.000Z instalment 2']);
  });

  it("never dates anything before the stream's last event", () => {
    const since = instant('2016-03-10T00:00:00.000Z');
    const { state } = historyOf(active());
    expect(told(settle(state, facts, instant('2016-04-01T00:00:00.000Z'), since))).toEqual([
      '2016-03-10T00:00:00.000Z instalment 2',
      '2016-03-31T07:00:00.000Z instalment 3',
    ]);
  });

  it('puts the parts of seat additions right behind the instalment of their date, oldest addition first', () => {
    const at = '2016-11-15T18:00:00.000Z';
    const history = historyOf([...active(), [at, addSeats(1)], [at, addSeats(2)]]);
    const later = settledUntil(history, '2017-01-01T00:00:00.000Z');
    expect(told(later)).toEqual([
      '2016-11-30T08:00:00.000Z instalment 11',
      '2016-11-30T08:00:00.000Z seats 11',
      '2016-11-30T08:00:00.000Z seats 11',
      '2016-12-31T08:00:00.000Z instalment 12',
      '2016-12-31T08:00:00.000Z seats 12',
      '2016-12-31T08:00:00.000Z seats 12',
    ]);
    const amounts = later.flatMap(({ event }) =>
      event.type === 'InstalmentFellDue' ? [event.charge.amount.amountMinor] : [],
    );
    expect(amounts[1]).toBeLessThan(amounts[2] ?? 0);
  });

  it('lets the cutoff pass before an instalment that falls due at that very instant', () => {
    const at = '2016-03-01T18:00:00.000Z';
    const farBack = { ...facts, policy: { ...facts.policy, businessDaysBeforeTermEnd: 20 } };
    const { state } = historyOf(
      [
        [at, order({ plan: monthly })],
        [at, activated(at)],
      ],
      farBack,
    );
    expect(told(settle(state, farBack, instant('2017-02-02T00:00:00.000Z'), instant(at))).slice(-2)).toEqual([
      '2017-02-01T08:00:00.000Z RenewalCutoffPassed',
      '2017-02-01T08:00:00.000Z instalment 12',
    ]);
  });

  it('lets nothing happen before activation or after the end', () => {
    const never = '2030-01-01T00:00:00.000Z';
    expect(settledUntil(historyOf([[ORDERED, order()]]), never)).toEqual([]);
    expect(settledUntil(historyOf([...active(), [ORDERED, disable()], [never, settleDue]]), never)).toEqual([]);
    expect(settle(undefined, facts, instant(never), undefined)).toEqual([]);
  });

  it('waits for the first day of a term that starts later', () => {
    const history = historyOf([
      [ORDERED, order({ plan: monthly, ...startingOn('2016-02-29') })],
      [ORDERED, activated(ORDERED)],
    ]);
    expect(settledUntil(history, '2016-02-29T07:59:59.999Z')).toEqual([]);
    expect(told(settledUntil(history, '2016-02-29T08:00:00.000Z'))).toEqual(['2016-02-29T08:00:00.000Z instalment 1']);
  });

  it('on a wake-up with nothing due changes nothing, and twice is once', () => {
    given(...active())
      .when(settleDue, '2016-02-01T00:00:00.000Z')
      .thenNothing();
    given(...active(), ['2016-02-29T08:00:00.000Z', settleDue])
      .when(settleDue, '2016-02-29T08:00:00.000Z')
      .thenNothing();
  });
});

describe('what falls due next', () => {
  const next = (steps: readonly Step[]) => nextDue(historyOf(steps).state, facts.calendar);

  it('is the next of each kind only', () =>
    expect(next(active())).toEqual([
      { kind: 'cutoff', dueAt: '2017-01-24T08:00:00.000Z' },
      { kind: 'instalment', dueAt: '2016-02-29T08:00:00.000Z' },
      { kind: 'renewal', dueAt: '2017-01-31T08:00:00.000Z' },
    ]));

  it('of an annual subscription has an instalment never', () =>
    expect(next(active(annual))).toEqual([
      { kind: 'cutoff', dueAt: '2017-01-24T08:00:00.000Z' },
      { kind: 'renewal', dueAt: '2017-01-31T08:00:00.000Z' },
    ]));

  it('is the end once auto-renew was disabled in time, with no cutoff to pass', () =>
    expect(next([...active(annual), [ORDERED, disable()]])).toEqual([
      { kind: 'end', dueAt: '2017-01-31T08:00:00.000Z' },
    ]));

  it('is the renewal still after a late disable, then the end', () => {
    const late: Step[] = [...active(annual), ['2017-01-25T00:00:00.000Z', disable()]];
    expect(next(late)).toEqual([{ kind: 'renewal', dueAt: '2017-01-31T08:00:00.000Z' }]);
    expect(next([...late, ['2017-02-01T00:00:00.000Z', settleDue]])).toEqual([
      { kind: 'end', dueAt: '2018-01-31T08:00:00.000Z' },
    ]);
  });

  it('is nothing at the vendor or after the end', () => {
    expect(next(active().slice(0, 1))).toEqual([]);
    expect(next([...active(annual), [ORDERED, disable()], ['2018-01-01T00:00:00.000Z', settleDue]])).toEqual([]);
  });
});

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
