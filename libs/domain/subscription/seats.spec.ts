import { ada, annual, date, grace, instant, linus, monthly, usd } from '../testing/fixtures.js';
import {
  activated,
  addSeats,
  assign,
  disable,
  order,
  reduceTo,
  settleDue,
  startingOn,
  switchTo,
  unassign,
} from '../testing/subscription.commands.js';
import { given, historyOf, type Step } from '../testing/subscription.scenario.js';
import type { SeatsAdded } from './subscription.events.js';

const ORDERED = '2017-01-15T18:00:00.000Z';
const ACTIVE = '2017-01-15T18:01:00.000Z';
/** 16 December 2017, 10:00 in Los Angeles: 30 days to the term end date of 14 January, both included. */
const DECEMBER = '2017-12-16T18:00:00.000Z';
const ENDS_ON = date('2018-01-14');

const activeWith = (quantity: number, plan = annual): Step[] => [
  [ORDERED, order({ quantity, plan })],
  [ACTIVE, activated(ACTIVE)],
];
const added = (
  facts: Partial<SeatsAdded> & Pick<SeatsAdded, 'added' | 'seats' | 'proration' | 'charge'>,
): SeatsAdded => ({
  type: 'SeatsAdded',
  seatsAtRenewal: null,
  laterCharges: [],
  addedAt: instant(DECEMBER),
  ...facts,
});
const noRenewal = { code: 'no-renewal-follows', endsOn: ENDS_ON } as const;

describe('adding seats', () => {
  it('makes them active at once, co-termed, charged pro rata by day at once for an annual plan', () => {
    given(...activeWith(10))
      .when(addSeats(3), DECEMBER)
      .thenEvents(
        added({
          added: 3,
          seats: 13,
          proration: { price: usd(36_500), days: 30, daysOfTerm: 365, total: usd(9_000) },
          charge: { kind: 'seats', termNumber: 1, dueOn: date('2017-12-16'), amount: usd(9_000) },
        }),
      );
    expect(historyOf([...activeWith(10), [DECEMBER, addSeats(3)]]).state).toMatchObject({
      seats: 13,
      term: { endDate: ENDS_ON },
      commitment: usd(365_000),
      seatsCommitment: usd(9_000),
    });
  });

  it('splits the charge of a monthly plan over today and the instalments dated after today', () => {
    const at = '2017-11-14T18:00:00.000Z';
    const charge = (dueOn: string, amountMinor: number) =>
      ({ kind: 'seats', termNumber: 1, dueOn: date(dueOn), amount: usd(amountMinor) }) as const;
    // 36605 × 62 days ÷ 365 = 6217.84…
    given(...activeWith(10, monthly), [at, settleDue])
      .when(addSeats(1), at)
      .thenEvents(
        added({
          added: 1,
          seats: 11,
          proration: { price: usd(36_605), days: 62, daysOfTerm: 365, total: usd(6_218) },
          charge: charge('2017-11-14', 2_073),
          laterCharges: [
            { ...charge('2017-11-15', 2_073), instalmentNumber: 11 },
            { ...charge('2017-12-15', 2_072), instalmentNumber: 12 },
          ],
          addedAt: instant(at),
        }),
      );
  });

  it("costs the full price before the term's first day", () => {
    const { decision } = given([ORDERED, order(startingOn('2017-02-01'))], [ACTIVE, activated(ACTIVE)]).when(
      addSeats(2),
      '2017-01-20T18:00:00.000Z',
    );
    expect(decision).toMatchObject({
      events: [{ event: { proration: { days: 365, total: usd(73_000) }, charge: { dueOn: '2017-01-20' } } }],
    });
  });

  it('costs a day on the last day of the term', () =>
    expect(given(...activeWith(1)).when(addSeats(1), '2018-01-15T07:59:59.999Z').decision).toMatchObject({
      outcome: 'accepted',
      events: [
        { event: { type: 'RenewalCutoffPassed' } },
        { event: { type: 'SeatsAdded', proration: { days: 1, total: usd(100) } } },
      ],
    }));

  it('keeps to 999 seats', () => {
    expect(given(...activeWith(990)).when(addSeats(9), DECEMBER).decision.outcome).toBe('accepted');
    given(...activeWith(990))
      .when(addSeats(10), DECEMBER)
      .thenRefused({ code: 'seat-limit-exceeded', asked: 1000, seatsMax: 999 });
  });

  it('after scheduling a reduction raises what remains by as many: 10, reduced to 6, 3 added is 13 now, 9 at renewal', () => {
    const steps: Step[] = [...activeWith(10), [DECEMBER, reduceTo(6)]];
    expect(given(...steps).when(addSeats(3), DECEMBER).decision).toMatchObject({
      events: [{ event: { type: 'SeatsAdded', seats: 13, seatsAtRenewal: 9 } }],
    });
    expect(historyOf([...steps, [DECEMBER, addSeats(3)]]).state).toMatchObject({ seats: 13, seatsAtRenewal: 9 });
  });
});

describe('reducing seats', () => {
  const scheduled = (seats: number, seatsAtRenewal: number) =>
    ({ type: 'SeatReductionScheduled', seats, seatsAtRenewal, scheduledAt: instant(DECEMBER) }) as const;

  it('takes effect at the next renewal; until then all seats stay', () => {
    given(...activeWith(10))
      .when(reduceTo(6), DECEMBER)
      .thenEvents(scheduled(10, 6));
    expect(historyOf([...activeWith(10), [DECEMBER, reduceTo(6)]]).state).toMatchObject({
      seats: 10,
      seatsAtRenewal: 6,
    });
  });

  it('is undone by the present number', () => {
    const steps: Step[] = [...activeWith(10), [DECEMBER, reduceTo(6)]];
    given(...steps)
      .when(reduceTo(10), DECEMBER)
      .thenEvents(scheduled(10, 10));
    expect(historyOf([...steps, [DECEMBER, reduceTo(10)]]).state).toMatchObject({ seatsAtRenewal: undefined });
  });

  it('twice, or undoing nothing, changes nothing', () => {
    given(...activeWith(10), [DECEMBER, reduceTo(6)])
      .when(reduceTo(6), DECEMBER)
      .thenNothing();
    given(...activeWith(10))
      .when(reduceTo(10), DECEMBER)
      .thenNothing();
  });

  it('may be made smaller or greater until the renewal', () => {
    const steps: Step[] = [...activeWith(10), [DECEMBER, reduceTo(6)]];
    given(...steps)
      .when(reduceTo(8), DECEMBER)
      .thenEvents(scheduled(10, 8));
    given(...steps)
      .when(reduceTo(1), DECEMBER)
      .thenEvents(scheduled(10, 1));
  });

  it('to more than there are is none', () =>
    given(...activeWith(10))
      .when(reduceTo(11), DECEMBER)
      .thenRefused({ code: 'seats-above-present', asked: 11, seats: 10 }));

  it('is refused while more licences are assigned than would remain', () => {
    const steps: Step[] = [...activeWith(10), [DECEMBER, assign(ada)], [DECEMBER, assign(grace)]];
    given(...steps)
      .when(reduceTo(2), DECEMBER)
      .thenEvents(scheduled(10, 2));
    given(...steps)
      .when(reduceTo(1), DECEMBER)
      .thenRefused({ code: 'seats-below-assigned', asked: 1, assigned: 2 });
  });

  it('is refused where no renewal follows, also when it would undo one', () => {
    const ending: Step[] = [...activeWith(10), [DECEMBER, reduceTo(6)], [DECEMBER, disable()]];
    for (const seats of [6, 5, 10, 11])
      given(...ending)
        .when(reduceTo(seats), DECEMBER)
        .thenRefused(noRenewal);
  });
});

describe('a renewal that will never come', () => {
  it('takes what was scheduled for it: all seats may be assigned until the end', () => {
    const ending: Step[] = [
      ...activeWith(2),
      [DECEMBER, reduceTo(1)],
      [DECEMBER, switchTo(monthly)],
      [DECEMBER, disable()],
      [DECEMBER, assign(ada)],
    ];
    expect(historyOf(ending).state).toMatchObject({ seats: 2, seatsAtRenewal: undefined, planAtRenewal: undefined });
    expect(given(...ending).when(assign(grace), DECEMBER).decision.outcome).toBe('accepted');
    expect(given(...ending).when(addSeats(1), DECEMBER).decision).toMatchObject({
      events: [{ event: { seatsAtRenewal: null } }],
    });
  });
});

describe('assigning licences', () => {
  const one: Step[] = [...activeWith(2), [DECEMBER, assign(ada)]];

  it('gives one seat to one end user', () => {
    given(...activeWith(2))
      .when(assign(ada), DECEMBER)
      .thenEvents({ type: 'LicenseAssigned', endUserId: ada, assignedAt: instant(DECEMBER) });
    expect(historyOf(one).state).toMatchObject({ licenses: new Map([[ada, DECEMBER]]) });
  });

  it('gives a user one seat of a subscription at most: assigning again changes nothing', () => {
    given(...one)
      .when(assign(ada), DECEMBER)
      .thenNothing();
    given(...activeWith(1), [DECEMBER, assign(ada)])
      .when(assign(ada), DECEMBER)
      .thenNothing();
  });

  it('ends with the seats', () =>
    given(...one, [DECEMBER, assign(grace)])
      .when(assign(linus), DECEMBER)
      .thenRefused({ code: 'no-free-seat', assigned: 2, seats: 2, seatsAtRenewal: 2 }));

  it('ends with the seats that will remain', () => {
    const reduced: Step[] = [...activeWith(3), [DECEMBER, reduceTo(1)]];
    expect(given(...reduced).when(assign(ada), DECEMBER).decision.outcome).toBe('accepted');
    given(...reduced, [DECEMBER, assign(ada)])
      .when(assign(grace), DECEMBER)
      .thenRefused({ code: 'no-free-seat', assigned: 1, seats: 3, seatsAtRenewal: 1 });
  });

  it('stays possible after disabling, until the end', () =>
    expect(given(...activeWith(1), [DECEMBER, disable()]).when(assign(ada), DECEMBER).decision.outcome).toBe(
      'accepted',
    ));

  it('is undone by un-assigning, which says who held it', () => {
    given(...one)
      .when(unassign(ada), DECEMBER)
      .thenEvents({ type: 'LicenseUnassigned', endUserId: ada, unassignedAt: instant(DECEMBER) });
    expect(historyOf([...one, [DECEMBER, unassign(ada)]]).state).toMatchObject({ licenses: new Map() });
  });

  it('un-assigning who holds none changes nothing', () =>
    given(...one)
      .when(unassign(grace), DECEMBER)
      .thenNothing());
});

describe('seats, licences and auto-renew change only while active', () => {
  const commands = [assign(ada), unassign(ada), addSeats(1), reduceTo(1), switchTo(monthly), disable()];

  it.each(commands)('$type is refused before activation', (command) =>
    given([ORDERED, order()])
      .when(command, DECEMBER)
      .thenRefused({ code: 'not-active', subscriptionStatus: 'pending' }),
  );

  it.each(commands)(
    '$type is refused from the first instant after the term end date, though no worker ran',
    (command) => {
      const ending = given(...activeWith(2), [DECEMBER, disable()]);
      ending.when(command, '2018-01-15T08:00:00.000Z').thenRefused({ code: 'not-active', subscriptionStatus: 'ended' });
      const { decision } = ending.when(command, '2018-01-15T07:59:59.999Z');
      expect(decision).not.toMatchObject({ refusal: { code: 'not-active' } });
    },
  );
});
