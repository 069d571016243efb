import { plain } from '../../kernel/personal.js';
import { ada, annual, facts, instant, monthly, subscriptionId } from '../testing/fixtures.js';
import {
  activated,
  addSeats,
  assign,
  close,
  disable,
  failed,
  heldForReview,
  hold,
  order,
  reduceTo,
  release,
  replace,
  resubmit,
  settleDue,
  switchTo,
  unassign,
} from '../testing/subscription.commands.js';
import { asOf, decide, given, historyOf, type Step } from '../testing/subscription.scenario.js';
import type { SubscriptionCommand } from './subscription.commands.js';

/** Term 2016-01-01 to 2016-12-31, cutoff 2016-12-23. */
const STARTED = '2016-01-01T18:00:00.000Z';
const HELD = '2016-11-15T10:00:00.000Z';
const FIRST_DUE = '2016-12-01T08:00:00.000Z';
const RENEWAL = '2017-01-01T08:00:00.000Z';
const RELEASED = '2017-01-15T10:00:00.000Z';
const active = (plan = monthly): Step[] => [
  [STARTED, order({ plan, quantity: 2 })],
  [STARTED, activated(STARTED)],
];
const onHold = (plan = monthly): Step[] => [...active(plan), [HELD, hold]];
const erase: SubscriptionCommand = { type: 'EraseSubscription', reason: 'asked for' };
const held = { type: 'DueWorkHeld', reason: hold.reason, heldAt: instant(HELD) } as const;
const released = {
  type: 'DueWorkReleased',
  reason: release.reason,
  heldAt: instant(HELD),
  releasedAt: instant(RELEASED),
} as const;

describe('holding what falls due', () => {
  it('settles first what was due by then', () => {
    const decision = decide(historyOf(active()), hold, facts, '2016-02-01T08:00:00.000Z');
    expect(decision.outcome === 'accepted' && decision.events.map(({ event }) => event.type)).toEqual([
      'InstalmentFellDue',
      'DueWorkHeld',
    ]);
  });

  it('lets nothing fall due any more', () => {
    given(...active(annual))
      .when(hold, HELD)
      .thenEvents(held);
    given(...onHold())
      .when(settleDue, FIRST_DUE)
      .thenNothing();
    const late = given(...onHold()).when(settleDue, RELEASED);
    expect(late.decision).toEqual({ outcome: 'no-effect', events: [], effectiveAt: FIRST_DUE });
  });

  it.each<[string, SubscriptionCommand]>([
    ['AssignLicense', assign(ada)],
    ['UnassignLicense', unassign(ada)],
    ['AddSeats', addSeats(1)],
    ['ReduceSeatsAtRenewal', reduceTo(1)],
    ['SwitchTermAtRenewal', switchTo(annual)],
    ['DisableAutoRenew', disable()],
    ['ResubmitOrder', resubmit()],
    ['ReplaceOrder', replace({ supportContact: plain('help@n.example') })],
    ['CloseOrder', close],
  ])('refuses %s meanwhile', (_name, command) =>
    given(...onHold())
      .when(command, RELEASED)
      .thenRefused({ code: 'on-hold', heldSince: instant(HELD) }),
  );

  it('leaves refused for good what is always refused', () => {
    given(...onHold())
      .when({ type: 'RequestRefund' }, RELEASED)
      .thenRefused({ code: 'refunds-not-permitted' });
    given(...onHold())
      .when({ type: 'EnableAutoRenew' }, RELEASED)
      .thenRefused({ code: 'disable-is-irrevocable' });
  });

  it('twice is once, and a repeat takes no time: what is due in between keeps its instant', () => {
    const { decision } = given(...onHold()).when(hold, RELEASED);
    expect(decision).toEqual({ outcome: 'no-effect', events: [], effectiveAt: FIRST_DUE });
    const early = given(...onHold()).when(hold, '2016-11-20T00:00:00.000Z');
    expect(early.decision).toEqual({ outcome: 'no-effect', events: [] });
  });

  it.each<[string, Step[]]>([
    [
      'ended',
      [
        [STARTED, disable()],
        [RENEWAL, settleDue],
      ],
    ],
  ])('is refused once it is over: %s', (subscriptionStatus, steps) =>
    given(...active(annual), ...steps)
      .when(hold, RELEASED)
      .thenRefused({ code: 'not-active', subscriptionStatus: subscriptionStatus as 'ended' }),
  );

  it('is refused for an order that was closed', () =>
    given([STARTED, order()], [STARTED, failed(STARTED)], [STARTED, close])
      .when(hold, RELEASED)
      .thenRefused({ code: 'not-active', subscriptionStatus: 'closed' }));

  it('of nobody is refused', () => given().when(hold, HELD).thenRefused({ code: 'not-found', what: 'subscription' }));

  it('leaves the personal data to be erased, as of before what is due', () =>
    given(...onHold())
      .when(erase, RELEASED)
      .thenEvents(
        asOf(FIRST_DUE, {
          type: 'PersonalDataErased',
          subject: `subscription:${subscriptionId}`,
          reason: 'asked for',
          erasedAt: instant(RELEASED),
        }),
      ));
});

describe('an order that is held at the vendor', () => {
  const ordered: Step[] = [[STARTED, order({ plan: monthly })]];
  const told = '2016-01-01T20:00:00.000Z';
  const learned = '2016-01-02T20:00:00.000Z';

  it("takes what the vendor says as a fact, as of the vendor's instant, though it was held after that", () => {
    const { state, events } = historyOf([...ordered, [learned, hold], [learned, activated(told)]]);
    expect(events.map(({ event, effectiveAt }) => `${effectiveAt} ${event.type}`)).toEqual([
      `${STARTED} SubscriptionOrdered`,
      `${STARTED} DueWorkHeld`,
      `${told} SubscriptionActivated`,
    ]);
    expect(state).toMatchObject({ status: 'active', held: { reason: hold.reason, since: learned } });
  });

  it('is charged its first instalment at the release, as of the activation', () => {
    const { events } = historyOf([...ordered, [learned, hold], [learned, activated(told)], [RELEASED, release]]);
    expect(events.slice(3, 5).map(({ event, effectiveAt }) => `${effectiveAt} ${event.type}`)).toEqual([
      `${told} InstalmentFellDue`,
      '2016-02-01T08:00:00.000Z InstalmentFellDue',
    ]);
  });

  it('can be in review, or fail, and is not resubmitted before the release', () => {
    const failure = historyOf([...ordered, [learned, hold], [learned, heldForReview(told)], [learned, failed(told)]]);
    expect(failure.state?.status).toBe('not-provisioned');
    expect(decide(failure, resubmit(), facts, learned)).toMatchObject({ refusal: { code: 'on-hold' } });
  });

  it('takes no time when it is released before the vendor answers', () => {
    const { events } = historyOf([...ordered, [learned, hold], [learned, release], [learned, activated(told)]]);
    expect(events.find(({ event }) => event.type === 'SubscriptionActivated')?.effectiveAt).toBe(told);
  });
});

describe('releasing what was held', () => {
  it('lets happen in the same append what fell due, each as of its own due instant', () => {
    const { decision } = given(...onHold()).when(release, RELEASED);
    expect(
      decision.outcome === 'accepted' &&
        decision.events.map(({ event, effectiveAt }) => `${effectiveAt} ${event.type}`),
    ).toEqual([
      '2016-12-01T08:00:00.000Z InstalmentFellDue',
      '2016-12-24T08:00:00.000Z RenewalCutoffPassed',
      '2017-01-01T08:00:00.000Z SubscriptionRenewed',
      '2017-01-01T08:00:00.000Z InstalmentFellDue',
      `${RELEASED} DueWorkReleased`,
    ]);
  });

  it('does so at the very due instant, and not a millisecond before', () => {
    const types = (at: string) => {
      const { decision } = given(...onHold()).when(release, at);
      return decision.outcome === 'accepted' && decision.events.map(({ event }) => event.type);
    };
    expect(types('2016-12-01T07:59:59.999Z')).toEqual(['DueWorkReleased']);
    expect(types(FIRST_DUE)).toEqual(['InstalmentFellDue', 'DueWorkReleased']);
  });

  it('keeps the instants though something happened on hold', () => {
    const { events } = historyOf([...onHold(annual), [RELEASED, erase], [RELEASED, release]]);
    expect(events.slice(-4).map(({ event, effectiveAt }) => `${effectiveAt} ${event.type}`)).toEqual([
      '2016-12-24T08:00:00.000Z PersonalDataErased',
      '2016-12-24T08:00:00.000Z RenewalCutoffPassed',
      `${RENEWAL} SubscriptionRenewed`,
      `${RELEASED} DueWorkReleased`,
    ]);
  });

  it('says since when it was held, and lets others in again', () => {
    given(...onHold(annual))
      .when(release, HELD)
      .thenEvents({ ...released, releasedAt: instant(HELD) });
    const after = historyOf([...onHold(), [RELEASED, release]]);
    expect(decide(after, assign(ada), facts, RELEASED).outcome).toBe('accepted');
    expect(after.state?.held).toBeUndefined();
  });

  it('twice is once, and of what nobody holds changes nothing', () => {
    given(...onHold(annual), [RELEASED, release])
      .when(release, RELEASED)
      .thenNothing();
    given(...active(annual))
      .when(release, HELD)
      .thenNothing();
  });

  it('lets it end that was disabled before it was held', () => {
    const { state, events } = historyOf([...active(annual), [STARTED, disable()], [HELD, hold], [RELEASED, release]]);
    expect(state).toMatchObject({ status: 'ended', endedAt: RENEWAL });
    expect(events.at(-1)).toEqual(asOf(RELEASED, released));
  });
});
