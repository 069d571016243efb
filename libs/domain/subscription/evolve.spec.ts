import { ada, instant } from '../testing/fixtures.js';
import { activated, failed, order } from '../testing/subscription.commands.js';
import { historyOf } from '../testing/subscription.scenario.js';
import type { SubscriptionEvent } from './subscription.events.js';
import { evolveSubscription } from './subscription.evolve.js';

const AT = '2016-01-01T18:00:00.000Z';
const pending = historyOf([[AT, order()]]);
const active = historyOf([
  [AT, order()],
  [AT, activated(AT)],
]);
const notProvisioned = historyOf([
  [AT, order()],
  [AT, failed(AT)],
]);
const assigned: SubscriptionEvent = { type: 'LicenseAssigned', endUserId: ada, assignedAt: instant(AT) };
const [ordered, activation] = active.events.map(({ event }) => event);
const failure = notProvisioned.events.at(-1)?.event;
const closed: SubscriptionEvent = { type: 'OrderClosed', reason: 'given up', closedAt: instant(AT) };

describe('a history that is not one of ours', () => {
  it.each([
    [undefined, assigned, "LicenseAssigned can't happen to a subscription that is not ordered"],
    [pending.state, assigned, "LicenseAssigned can't happen to a subscription that is pending"],
    [active.state, closed, "OrderClosed can't happen to a subscription that is active"],
    [active.state, activation, "SubscriptionActivated can't happen to a subscription that is active"],
    [notProvisioned.state, failure, "ProvisioningFailed can't happen to a subscription that is not-provisioned"],
  ])('is a fault, and said to be one', (state, event, message) => {
    if (event === undefined) throw new Error('no event');
    expect(() => evolveSubscription(state, event, instant(AT))).toThrow(message);
  });

  it('begins with the order', () => {
    if (ordered === undefined) throw new Error('no event');
    expect(evolveSubscription(undefined, ordered, instant(AT))).toEqual(pending.state);
  });
});
