import { ada, date, facts, grace, instant, monthly } from '../testing/fixtures.js';
import { activated, assign, disable, order, reduceTo, settleDue, unassign } from '../testing/subscription.commands.js';
import { asOf, given, givenWith, historyOf, type Step } from '../testing/subscription.scenario.js';
import type { AutoRenewDisabled, RenewalCutoffPassed } from './subscription.events.js';

/** The published example: a term from 2016-01-01 to 2016-12-31; its cutoff is the end of Friday, 23 December. */
const active: Step[] = [
  ['2016-01-01T18:00:00.000Z', order({ quantity: 2 })],
  ['2016-01-01T18:01:00.000Z', activated('2016-01-01T18:01:00.000Z')],
];
const LAST_MOMENT = '2016-12-24T07:59:59.999Z';
const A_MILLISECOND_LATER = '2016-12-24T08:00:00.000Z';
const TERM_END = '2017-01-01T08:00:00.000Z';
const SECOND_TERM_END = '2018-01-01T08:00:00.000Z';

const cutoff = {
  date: date('2016-12-23'),
  instant: instant(LAST_MOMENT),
  calendar: { region: 'US', version: 'for tests' },
  timeZone: 'America/Los_Angeles',
  businessDays: 5,
  cutoffDayCounts: true,
  holidays: [{ date: date('2016-12-26'), name: 'Christmas Day (substitute day)' }],
};
const inTime = (disabledAt: string): AutoRenewDisabled => ({
  type: 'AutoRenewDisabled',
  late: false,
  endsAfterTerm: 1,
  endsOn: date('2016-12-31'),
  cutoff,
  received: null,
  disabledAt: instant(disabledAt),
});
const late = (disabledAt: string): AutoRenewDisabled => ({
  ...inTime(disabledAt),
  late: true,
  endsAfterTerm: 2,
  endsOn: date('2017-12-31'),
});
const cutoffPassed: RenewalCutoffPassed = { type: 'RenewalCutoffPassed', termNumber: 1, cutoff };

/** What happened by itself, as [effectiveAt, type]. */
const happened = (steps: readonly Step[]) =>
  historyOf(steps).events.map(({ effectiveAt, event }) => [effectiveAt, event.type]);

describe('every subscription auto-renews', () => {
  it('at the first instant of the day after its term end date', () => {
    expect(happened([...active, ['2017-01-01T07:59:59.999Z', settleDue]])).not.toContainEqual([
      TERM_END,
      'SubscriptionRenewed',
    ]);
    expect(happened([...active, [TERM_END, settleDue]])).toContainEqual([TERM_END, 'SubscriptionRenewed']);
  });

  it('year after year', () =>
    expect(happened([...active, ['2018-06-01T00:00:00.000Z', settleDue]]).slice(2)).toEqual([
      [A_MILLISECOND_LATER, 'RenewalCutoffPassed'],
      [TERM_END, 'SubscriptionRenewed'],
      ['2017-12-23T08:00:00.000Z', 'RenewalCutoffPassed'],
      [SECOND_TERM_END, 'SubscriptionRenewed'],
    ]));
});

describe('disabling auto-renewal', () => {
  it('ends the running term up to the last moment of the cutoff day', () =>
    given(...active)
      .when(disable(), LAST_MOMENT)
      .thenEvents(inTime(LAST_MOMENT)));

  it('a millisecond later is not lost: it holds for the next term end, and the answer says so', () =>
    given(...active)
      .when(disable(), A_MILLISECOND_LATER)
      .thenEvents(cutoffPassed, late(A_MILLISECOND_LATER)));

  it('late is refused for a caller who asked for that beforehand', () => {
    given(...active)
      .when(disable('refuse'), LAST_MOMENT)
      .thenEvents(inTime(LAST_MOMENT));
    given(...active)
      .when(disable('refuse'), A_MILLISECOND_LATER)
      .thenRefused({ code: 'cutoff-passed', cutoff });
  });

  it('late is what the vendor policy says, unless the caller says otherwise', () => {
    const strict = { ...facts, policy: { ...facts.policy, lateDisable: 'refuse' as const } };
    givenWith(strict, ...active)
      .when(disable(), A_MILLISECOND_LATER)
      .thenRefused({ code: 'cutoff-passed', cutoff });
    givenWith(strict, ...active)
      .when(disable('defer'), A_MILLISECOND_LATER)
      .thenEvents(cutoffPassed, late(A_MILLISECOND_LATER));
  });

  it('is possible only after all licences are un-assigned', () => {
    const assigned: Step[] = [...active, [LAST_MOMENT, assign(ada)], [LAST_MOMENT, assign(grace)]];
    given(...assigned)
      .when(disable(), LAST_MOMENT)
      .thenRefused({ code: 'licenses-still-assigned', assigned: 2 });
    given(...assigned, [LAST_MOMENT, unassign(ada)], [LAST_MOMENT, unassign(grace)])
      .when(disable(), LAST_MOMENT)
      .thenEvents(inTime(LAST_MOMENT));
  });

  it('is one atomic decision, from which on nothing renews by accident: one command, one event, whoever wakes it', () => {
    const steps: Step[] = [
      ...active,
      [LAST_MOMENT, disable()],
      [A_MILLISECOND_LATER, settleDue],
      [TERM_END, settleDue],
    ];
    expect(happened(steps).slice(2)).toEqual([
      [LAST_MOMENT, 'AutoRenewDisabled'],
      [TERM_END, 'SubscriptionEnded'],
    ]);
  });

  it('leaves the subscription in service until the end', () =>
    expect(
      historyOf([...active, [LAST_MOMENT, disable()], ['2017-01-01T07:59:59.999Z', settleDue]]).state,
    ).toMatchObject({
      status: 'active',
      seats: 2,
    }));

  it('is judged by the cutoff that was fixed when the term started, whatever calendar and policy say by now', () => {
    const stricter = {
      ...facts,
      calendar: { ...facts.calendar, holidays: () => [] },
      policy: { ...facts.policy, businessDaysBeforeTermEnd: 100 },
    };
    given(...active)
      .when(disable(), LAST_MOMENT, stricter)
      .thenEvents(inTime(LAST_MOMENT));
    given(...active)
      .when(disable(), A_MILLISECOND_LATER, stricter)
      .thenEvents(cutoffPassed, late(A_MILLISECOND_LATER));
  });

  it('twice changes nothing, also when the second time is late or licences are assigned again', () => {
    const disabled: Step[] = [...active, [LAST_MOMENT, disable()]];
    given(...disabled)
      .when(disable(), LAST_MOMENT)
      .thenNothing();
    given(...disabled)
      .when(disable('refuse'), '2016-12-28T18:00:00.000Z')
      .thenNothing();
    given(...disabled, [LAST_MOMENT, assign(ada)])
      .when(disable(), '2016-12-28T18:00:00.000Z')
      .thenNothing();
  });

  it('is possible before the first day of the term', () => {
    const early: Step[] = [
      ['2016-01-01T18:00:00.000Z', order({ startDate: date('2016-01-31') })],
      ['2016-01-01T18:01:00.000Z', activated('2016-01-01T18:01:00.000Z')],
    ];
    expect(given(...early).when(disable(), '2016-01-02T18:00:00.000Z').decision).toMatchObject({
      events: [{ event: { type: 'AutoRenewDisabled', endsOn: '2017-01-30' } }],
    });
  });

  it('is irrevocable: enabling is refused with its own code, whatever the state', () => {
    const enable = { type: 'EnableAutoRenew' } as const;
    const refusal = { code: 'disable-is-irrevocable' } as const;
    given(...active, [LAST_MOMENT, disable()])
      .when(enable, LAST_MOMENT)
      .thenRefused(refusal);
    given(...active)
      .when(enable, LAST_MOMENT)
      .thenRefused(refusal);
  });
});

describe('no returns and no refunds', () => {
  const refund = { type: 'RequestRefund' } as const;
  const refusal = { code: 'refunds-not-permitted' } as const;

  it.each([
    ['at the vendor', active.slice(0, 1)],
    ['active', active],
    ['ended', [...active, [LAST_MOMENT, disable()], [TERM_END, settleDue]] as Step[]],
  ])('asking for one is refused with its own code: %s', (_what, steps) =>
    given(...steps)
      .when(refund, '2017-01-02T00:00:00.000Z')
      .thenRefused(refusal),
  );
});

describe('the published example', () => {
  it('disabled 2016-12-15: ends 2016-12-31', () => {
    const steps: Step[] = [...active, ['2016-12-15T18:00:00.000Z', disable()]];
    given(...active)
      .when(disable(), '2016-12-15T18:00:00.000Z')
      .thenEvents(inTime('2016-12-15T18:00:00.000Z'));
    given(...steps)
      .when(settleDue, '2019-01-01T00:00:00.000Z')
      .thenEvents(asOf(TERM_END, { type: 'SubscriptionEnded', termNumber: 1, endDate: date('2016-12-31') }));
    expect(historyOf([...steps, ['2019-01-01T00:00:00.000Z', settleDue]]).state).toMatchObject({
      status: 'ended',
      endedAt: TERM_END,
    });
  });

  it('disabled 2016-12-28: renews to 2017-12-31, the whole new term is owed, and then it ends', () => {
    const steps: Step[] = [...active, ['2016-12-28T18:00:00.000Z', disable()]];
    const { decision } = given(...steps).when(settleDue, '2019-01-01T00:00:00.000Z');
    expect(decision).toMatchObject({
      events: [
        {
          effectiveAt: TERM_END,
          event: {
            type: 'SubscriptionRenewed',
            term: { number: 2, startDate: '2017-01-01', endDate: '2017-12-31' },
            commitment: { amountMinor: 73_000 },
            charge: { kind: 'term', termNumber: 2, dueOn: '2017-01-01', amount: { amountMinor: 73_000 } },
          },
        },
        { effectiveAt: SECOND_TERM_END, event: { type: 'SubscriptionEnded', termNumber: 2, endDate: '2017-12-31' } },
      ],
    });
    expect(decision.outcome === 'accepted' && decision.events).toHaveLength(2);
  });

  it('of a monthly plan, disabled in time, owes every instalment until the end', () => {
    const steps: Step[] = [
      ['2016-01-01T18:00:00.000Z', order({ plan: monthly })],
      ['2016-01-01T18:01:00.000Z', activated('2016-01-01T18:01:00.000Z')],
      ['2016-02-15T18:00:00.000Z', disable()],
      ['2019-01-01T00:00:00.000Z', settleDue],
    ];
    const instalments = historyOf(steps).events.filter(({ event }) => event.type === 'InstalmentFellDue');
    expect(instalments).toHaveLength(12);
    expect(instalments.at(-1)?.effectiveAt).toBe('2016-12-01T08:00:00.000Z');
  });
});

describe('a late disable', () => {
  const lateSteps: Step[] = [...active, [A_MILLISECOND_LATER, disable()]];

  it('leaves one renewal to come: reductions are still taken, and take effect then', () => {
    const steps: Step[] = [...lateSteps, ['2016-12-28T18:00:00.000Z', reduceTo(1)], [TERM_END, settleDue]];
    expect(historyOf(steps).state).toMatchObject({ seats: 1, endsAfterTerm: 2, term: { number: 2 } });
  });

  it('has no cutoff to pass in the new term, and no renewal to change', () => {
    const renewed: Step[] = [...lateSteps, [TERM_END, settleDue]];
    given(...renewed)
      .when(reduceTo(1), '2017-12-30T00:00:00.000Z')
      .thenRefused({ code: 'no-renewal-follows', endsOn: date('2017-12-31') });
  });
});
