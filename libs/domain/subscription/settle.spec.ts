import type { Dated } from '../../kernel/decision.js';
import { annual, facts, instant, monthly } from '../testing/fixtures.js';
import { activated, addSeats, disable, order, settleDue, startingOn } from '../testing/subscription.commands.js';
import { given, type History, historyOf, type Step } from '../testing/subscription.scenario.js';
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
