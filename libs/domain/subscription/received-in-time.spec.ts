import { ada, date, facts, grace, instant } from '../testing/fixtures.js';
import {
  activated,
  assign,
  disable,
  disableReceived,
  hold,
  order,
  reduceTo,
  release,
  settleDue,
  unassign,
} from '../testing/subscription.commands.js';
import { asOf, decide, extend, given, historyOf, type Step, stateAt } from '../testing/subscription.scenario.js';

/** Term 2016-01-01 to 2016-12-31; its cutoff is the end of Friday, 23 December. */
const ACTIVATED = '2016-01-01T18:01:00.000Z';
const active: Step[] = [
  ['2016-01-01T18:00:00.000Z', order({ quantity: 2 })],
  [ACTIVATED, activated(ACTIVATED)],
];
const LAST_MOMENT = '2016-12-24T07:59:59.999Z';
const A_MILLISECOND_LATER = '2016-12-24T08:00:00.000Z';
const RENEWAL = '2017-01-01T08:00:00.000Z';
const HELD = '2016-12-28T12:00:00.000Z';
const RECORDED = '2017-01-05T12:00:00.000Z';
const onHold: Step[] = [...active, [HELD, hold]];

/** The whole decision on what operations record at an instant. */
const recorded = (steps: readonly Step[], receivedAt: string, at: string, ifLate?: 'defer' | 'refuse') => {
  const history = historyOf(steps);
  return decide(history, disableReceived(receivedAt, stateAt(history, receivedAt), ifLate), facts, at);
};
const event = (steps: readonly Step[], receivedAt: string, at: string) => {
  const decision = recorded(steps, receivedAt, at);
  return decision.outcome === 'accepted' ? decision.events.at(-1) : decision;
};
const received = (at: string) => ({
  at: instant(at),
  evidence: 'mail of that day',
  reason: 'our intake was down',
});

describe('a disable that operations received in time', () => {
  it('ends the term up to the last moment of the cutoff, though it is recorded after that', () =>
    expect(event(active, LAST_MOMENT, HELD)).toMatchObject({
      effectiveAt: A_MILLISECOND_LATER, // the cutoff had passed in the history by then
      event: {
        type: 'AutoRenewDisabled',
        late: false,
        endsAfterTerm: 1,
        endsOn: '2016-12-31',
        received: received(LAST_MOMENT),
        disabledAt: HELD,
      },
    }));

  it('a millisecond later is late as any other', () => {
    expect(event(active, A_MILLISECOND_LATER, HELD)).toMatchObject({
      event: { late: true, endsAfterTerm: 2, endsOn: '2017-12-31', received: received(A_MILLISECOND_LATER) },
    });
    expect(recorded(active, A_MILLISECOND_LATER, HELD, 'refuse')).toMatchObject({
      outcome: 'refused',
      refusal: { code: 'cutoff-passed' },
    });
  });

  it('counts from when it was received, where nothing came in between', () =>
    expect(event(active, '2016-12-20T12:00:00.000Z', '2016-12-21T12:00:00.000Z')).toMatchObject({
      effectiveAt: '2016-12-20T12:00:00.000Z',
    }));

  it('is judged by the licences of then, not of now: one assigned since is in nobody’s way', () => {
    const since: Step[] = [...active, ['2016-12-26T12:00:00.000Z', assign(ada)]];
    expect(recorded(since, LAST_MOMENT, HELD).outcome).toBe('accepted');
    expect(recorded(since, '2016-12-26T11:59:59.999Z', HELD).outcome).toBe('accepted');
    expect(recorded(since, '2016-12-26T12:00:00.000Z', HELD)).toEqual({
      outcome: 'refused',
      refusal: { code: 'licenses-still-assigned', assigned: 1 },
    });
  });

  it('is refused for licences that were assigned then, though they are no longer', () => {
    const freed: Step[] = [
      ...active,
      ['2016-06-01T12:00:00.000Z', assign(ada)],
      ['2016-06-01T12:00:00.000Z', assign(grace)],
      ['2016-12-26T12:00:00.000Z', unassign(ada)],
      ['2016-12-27T12:00:00.000Z', unassign(grace)],
    ];
    expect(recorded(freed, LAST_MOMENT, HELD)).toEqual({
      outcome: 'refused',
      refusal: { code: 'licenses-still-assigned', assigned: 2 },
    });
    expect(recorded(freed, '2016-12-26T12:00:00.000Z', HELD)).toMatchObject({ refusal: { assigned: 1 } });
    expect(recorded(freed, '2016-12-27T12:00:00.000Z', HELD)).toMatchObject({ outcome: 'accepted' });
  });

  it('lies between the activation and now', () => {
    const outOfRange = (receivedAt: string) => ({
      outcome: 'refused',
      refusal: {
        code: 'received-at-out-of-range',
        receivedAt: instant(receivedAt),
        earliest: instant(ACTIVATED),
        latest: instant(HELD),
      },
    });
    expect(recorded(active, '2016-01-01T18:00:59.999Z', HELD)).toEqual(outOfRange('2016-01-01T18:00:59.999Z'));
    expect(recorded(active, ACTIVATED, HELD).outcome).toBe('accepted');
    expect(recorded(active, HELD, HELD).outcome).toBe('accepted');
    expect(recorded(active, '2016-12-28T12:00:00.001Z', HELD)).toEqual(outOfRange('2016-12-28T12:00:00.001Z'));
  });

  it('is refused once the term has renewed, by a worker or not', () => {
    const refusal = {
      code: 'already-renewed',
      receivedAt: instant(LAST_MOMENT),
      renewedAt: instant(RENEWAL),
    };
    expect(recorded(active, LAST_MOMENT, '2017-01-01T07:59:59.999Z').outcome).toBe('accepted');
    expect(recorded(active, LAST_MOMENT, RENEWAL)).toEqual({ outcome: 'refused', refusal });
    expect(recorded([...active, [RENEWAL, settleDue]], LAST_MOMENT, RECORDED)).toEqual({ outcome: 'refused', refusal });
    const lastOfOldTerm = '2017-01-01T07:59:59.999Z';
    expect(recorded(active, lastOfOldTerm, RECORDED)).toMatchObject({ refusal: { code: 'already-renewed' } });
    expect(event(active, RENEWAL, RECORDED)).toMatchObject({ event: { late: false, endsAfterTerm: 2 } });
  });

  it('twice is once', () => {
    const once = historyOf(active);
    const first = recorded(active, LAST_MOMENT, HELD);
    if (first.outcome !== 'accepted') throw new Error('refused');
    const after = extend(once, first.events);
    const again = decide(after, disableReceived(LAST_MOMENT, stateAt(after, LAST_MOMENT)), facts, HELD);
    expect(again).toMatchObject({ outcome: 'no-effect', events: [] });
  });

  it('puts right a late disable: what the reseller sent again once we could be heard', () => {
    const late: Step[] = [...active, ['2016-12-27T12:00:00.000Z', disable()]];
    expect(event(late, LAST_MOMENT, HELD)).toMatchObject({ event: { late: false, endsAfterTerm: 1 } });
    expect(recorded(late, A_MILLISECOND_LATER, HELD)).toMatchObject({ outcome: 'no-effect' });
    expect(recorded([...active, [LAST_MOMENT, disable()]], LAST_MOMENT, HELD)).toMatchObject({ outcome: 'no-effect' });
  });
});

describe('recorded on hold', () => {
  it('is taken after the term end, and the release lets it end as of its due instant', () => {
    const history = historyOf(onHold);
    const disabled = historyOf([
      ...onHold,
      [RECORDED, disableReceived(LAST_MOMENT, stateAt(history, LAST_MOMENT))],
      [RECORDED, release],
    ]);
    expect(disabled.events.slice(-3).map(({ event, effectiveAt }) => `${effectiveAt} ${event.type}`)).toEqual([
      `${HELD} AutoRenewDisabled`,
      `${RENEWAL} SubscriptionEnded`,
      `${RECORDED} DueWorkReleased`,
    ]);
    expect(disabled.state).toMatchObject({ status: 'ended', endedAt: RENEWAL });
  });

  it('late is late: it renews once more at the release', () => {
    const decision = event(onHold, A_MILLISECOND_LATER, RECORDED);
    expect(decision).toMatchObject({ effectiveAt: HELD, event: { late: true, endsAfterTerm: 2 } });
  });

  it('in a term that has not begun only because of the hold waits for the release', () => {
    expect(recorded(onHold, '2017-01-01T07:59:59.999Z', RECORDED).outcome).toBe('accepted');
    expect(recorded(onHold, RENEWAL, RECORDED)).toEqual({
      outcome: 'refused',
      refusal: { code: 'on-hold', heldSince: instant(HELD) },
    });
  });

  it('drops what was scheduled for a renewal that now never comes', () => {
    const history = historyOf([...active, ['2016-12-26T12:00:00.000Z', reduceTo(1)], [HELD, hold]]);
    const decision = decide(history, disableReceived(LAST_MOMENT, stateAt(history, LAST_MOMENT)), facts, RECORDED);
    if (decision.outcome !== 'accepted') throw new Error('refused');
    expect(extend(history, decision.events).state).toMatchObject({ seatsAtRenewal: undefined, endsAfterTerm: 1 });
  });

  it('of a subscription that ended is refused', () =>
    given(...active, [LAST_MOMENT, disable()], [RENEWAL, settleDue])
      .when(disableReceived(LAST_MOMENT, undefined), RECORDED)
      .thenRefused({ code: 'not-active', subscriptionStatus: 'ended' }));

  it('says the whole of it to an auditor', () => {
    const { event: said } = asOf(HELD, {
      type: 'AutoRenewDisabled',
      late: false,
      endsAfterTerm: 1,
      endsOn: date('2016-12-31'),
      cutoff: expect.anything(),
      received: received(LAST_MOMENT),
      disabledAt: instant(RECORDED),
    });
    expect(event(onHold, LAST_MOMENT, RECORDED)).toEqual({ effectiveAt: HELD, event: said });
  });
});
