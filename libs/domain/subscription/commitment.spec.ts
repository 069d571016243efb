import { annual, date, monthly, usd } from '../testing/fixtures.js';
import { activated, addSeats, disable, order, settleDue, startingOn } from '../testing/subscription.commands.js';
import { historyOf, type Step } from '../testing/subscription.scenario.js';
import { commitmentOf } from './commitment.js';

const ORDERED = '2017-01-15T18:00:00.000Z';
const steps = (plan = annual, startDate = '2017-01-15'): Step[] => [
  [ORDERED, order({ plan, quantity: 2, ...startingOn(startDate) })],
  [ORDERED, activated(ORDERED)],
];
const NOVEMBER = '2017-11-14T18:00:00.000Z';

function commitmentAfter(history: readonly Step[], today: string) {
  const { state } = historyOf(history);
  return state?.status === 'active' || state?.status === 'ended' ? commitmentOf(state, date(today)) : undefined;
}
const commitment = (total: number, charged: number, until = '2018-01-14') => ({
  total: usd(total),
  charged: usd(charged),
  remaining: usd(total - charged),
  until,
});

describe('every subscription has a 12-month commitment', () => {
  it("of which an annual plan's is charged whole on the term's first day", () => {
    expect(commitmentAfter(steps(), '2017-01-15')).toEqual(commitment(73_000, 73_000));
    expect(commitmentAfter(steps(annual, '2017-02-01'), '2017-01-31')).toEqual(commitment(73_000, 0, '2018-01-31'));
    expect(commitmentAfter(steps(annual, '2017-02-01'), '2017-02-01')).toEqual(
      commitment(73_000, 73_000, '2018-01-31'),
    );
  });

  it("of which a monthly plan's is charged instalment by instalment", () => {
    // 73210 is 12 × 6100 and 10 over.
    expect(commitmentAfter(steps(monthly), '2017-01-15')).toEqual(commitment(73_210, 6_101));
    expect(commitmentAfter([...steps(monthly), [NOVEMBER, settleDue]], '2017-11-14')).toEqual(
      commitment(73_210, 61_010),
    );
    expect(commitmentAfter([...steps(monthly), ['2018-01-14T00:00:00.000Z', settleDue]], '2018-01-13')).toEqual(
      commitment(73_210, 73_210),
    );
  });

  it('with what seats added in this term come to, as their parts fall due', () => {
    const added: Step[] = [...steps(monthly), [NOVEMBER, addSeats(1)]];
    expect(commitmentAfter(added, '2017-11-14')).toEqual(commitment(73_210 + 6_218, 61_010 + 2_073));
    expect(commitmentAfter([...added, ['2017-11-15T08:00:00.000Z', settleDue]], '2017-11-15')).toEqual(
      commitment(73_210 + 6_218, 61_010 + 6_100 + 2 * 2_073),
    );
  });

  it('that is owed until its end, whatever happens: disabling takes nothing off', () =>
    expect(commitmentAfter([...steps(monthly), [NOVEMBER, disable()]], '2017-11-14')).toEqual(
      commitment(73_210, 61_010),
    ));

  it("that is the present term's, also after the end", () => {
    expect(commitmentAfter([...steps(), ['2018-01-15T08:00:00.000Z', settleDue]], '2018-01-15')).toEqual(
      commitment(73_000, 73_000, '2019-01-14'),
    );
    const ended: Step[] = [...steps(monthly), [NOVEMBER, disable()], ['2018-01-15T08:00:00.000Z', settleDue]];
    expect(commitmentAfter(ended, '2018-01-15')).toEqual(commitment(73_210, 73_210));
  });
});
