import type { Verdict } from '../../kernel/decision.js';
import type { SubscriptionEvent } from './subscription.events.js';
import type { SubscriptionRefusal } from './subscription.refusals.js';

export type SubscriptionVerdict = Verdict<SubscriptionEvent, SubscriptionRefusal>;
