import { createBusinessCalendar } from '#calendar/business-calendar.js';
import type { PlanDetails, PlanEvent } from '#domain/plan/plan.events.js';
import { evolvePlan } from '#domain/plan/plan.evolve.js';
import type { Plan } from '#domain/plan/plan.state.js';
import { autodeskPolicy } from '#domain/policy/autodesk.policy.js';
import type { ResellerEvent } from '#domain/reseller/reseller.events.js';
import { evolveReseller } from '#domain/reseller/reseller.evolve.js';
import type { Reseller } from '#domain/reseller/reseller.state.js';
import type { SubscriptionCommand } from '#domain/subscription/subscription.commands.js';
import { decideSubscription } from '#domain/subscription/subscription.decider.js';
import { evolveSubscription } from '#domain/subscription/subscription.evolve.js';
import type { Subscription } from '#domain/subscription/subscription.state.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Dated } from '#kernel/decision.js';
import type { Csn, CustomerId, ProductId, ResellerId, SubscriptionId, TrackingId } from '#kernel/ids.js';
import type { Instant } from '#kernel/instant.js';
import type { Personal } from '#kernel/personal.js';
import type { Scribe } from './scribe.js';

export const OPENED = '2026-03-02T17:00:00.000Z' as Instant;
export const calendar = createBusinessCalendar(autodeskPolicy);

export const plans = {
  basicAnnual: plan('057O1WW6525L347', 'AutoCAD LT', 'annual', 'basic', 'open'),
  basicMonthly: plan('057O1WW6525L999', 'AutoCAD LT', 'monthly', 'basic', 'open'),
  advancedAnnual: plan('057O1WW6525L348', 'AutoCAD LT', 'annual', 'advanced', 'open'),
  revit: plan('829N1WW3740L562', 'Revit', 'annual', 'basic', 'specialized'),
} as const satisfies Record<string, PlanDetails>;

function plan(
  productId: string,
  productName: string,
  period: PlanDetails['period'],
  supportLevel: PlanDetails['supportLevel'],
  catalogue: PlanDetails['catalogue'],
): PlanDetails {
  return { productId: productId as ProductId, productName, period, supportLevel, catalogue };
}

export const resellerId = 'r-1' as ResellerId;
export const customerId = 'c-1' as CustomerId;
const csn = '0001234567' as Csn;

/** The domain's own deciders and folds, writing a history for projections to read. */
export class Market {
  private readonly plans = new Map<ProductId, Plan>();
  private reseller: Reseller;
  private readonly subscriptions = new Map<SubscriptionId, { state: Subscription; since: Instant | undefined }>();

  constructor(
    private readonly scribe: Scribe,
    private readonly seal: (
      subject: `customer:${string}` | `subscription:${string}`,
      text: string,
    ) => Promise<Personal>,
  ) {}

  async list(details: PlanDetails, amountMinor: number, now: Instant = OPENED): Promise<void> {
    await this.plan(details.productId, now, {
      type: 'ServicePlanListed',
      plan: details,
      price: { amountMinor, currency: 'USD' },
      listedAt: now,
    });
  }

  async plan(productId: ProductId, now: Instant, event: PlanEvent): Promise<StoredEvent> {
    this.plans.set(productId, evolvePlan(this.plans.get(productId), event, now));
    return this.scribe.write(`plan-${productId}`, { effectiveAt: now, event });
  }

  async registerReseller(now: Instant = OPENED): Promise<void> {
    const details = { name: 'Cad & Co', country: 'US', supportEmail: 'help@cad.example' };
    await this.onReseller({ type: 'ResellerRegistered', resellerId, details, registeredAt: now }, now);
  }

  async verifyCsn(now: Instant = OPENED): Promise<void> {
    await this.onReseller({ type: 'CsnRegistered', resellerId, csn, registration: 1, registeredAt: now }, now);
    await this.onReseller({ type: 'CsnVerified', resellerId, csn, registration: 1, verifiedAt: now }, now);
  }

  async onReseller(event: ResellerEvent, now: Instant): Promise<StoredEvent> {
    this.reseller = evolveReseller(this.reseller, event, now);
    return this.scribe.write(`reseller-${resellerId}`, { effectiveAt: now, event });
  }

  async registerCustomer(id: CustomerId = customerId, now: Instant = OPENED): Promise<void> {
    const sealed = (text: string) => this.seal(`customer:${id}`, text);
    const details = {
      name: await sealed('Müller Bau GmbH'),
      postalCode: await sealed('97201'),
      country: 'US',
      csn: null,
      address: await sealed('1 Main St'),
    };
    await this.scribe.write(`customer-${id}`, {
      effectiveAt: now,
      event: {
        type: 'CustomerRegistered',
        customerId: id,
        resellerId,
        details,
        distinctness: { confirmedDistinct: true },
        registeredAt: now,
      },
    });
  }

  /** An order of that plan. */
  async order(id: SubscriptionId, productId: ProductId, quantity: number, now: Instant, poNumber = 'PO-1') {
    return this.on(id, now, {
      type: 'OrderSubscription',
      subscriptionId: id,
      trackingId: `T-${id}` as TrackingId,
      resellerId,
      customerId,
      productId,
      quantity,
      poNumber,
      supportContact: await this.seal(`subscription:${id}`, 'support@cad.example'),
      startDate: undefined,
    });
  }

  activate = (id: SubscriptionId, now: Instant) =>
    this.on(id, now, { type: 'RecordVendorAnswer', attempt: 1, answer: { status: 'active', at: now } });

  /** Decides, appends. @returns the last event. @throws Error when refused. */
  async on(id: SubscriptionId, now: Instant, command: SubscriptionCommand): Promise<StoredEvent> {
    const { state, since } = this.subscriptions.get(id) ?? { state: undefined, since: undefined };
    const customer = {
      customerId,
      resellerId,
      details: { name: { sealed: '-' }, postalCode: { sealed: '-' }, country: 'US', csn: null, address: null },
      distinctness: { confirmedDistinct: true },
    } as const;
    const facts = {
      policy: autodeskPolicy,
      calendar,
      plan: (productId: ProductId) => this.plans.get(productId),
      reseller: this.reseller,
      customer,
    };
    const decision = decideSubscription(state, command, facts, now, since);
    if (decision.outcome === 'refused') throw new Error(JSON.stringify(decision.refusal));
    const [first, ...rest] = decision.events;
    if (first === undefined) throw new Error(`${command.type} had no effect`);
    const events: readonly Dated<(typeof first)['event']>[] = [first, ...rest];
    const after = events.reduce<Subscription>(
      (fold, { event, effectiveAt }) => evolveSubscription(fold, event, effectiveAt),
      state,
    );
    this.subscriptions.set(id, { state: after, since: events.at(-1)?.effectiveAt });
    return this.scribe.write(`subscription-${id}`, first, ...rest);
  }
}
