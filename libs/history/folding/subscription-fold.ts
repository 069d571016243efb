import type { BusinessCalendar } from '#domain/policy/business-calendar.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import type { Instant } from '#kernel/instant.js';
import { chargeProjection } from '#projections/charge/charge.projection.js';
import { dueWorkProjection } from '#projections/due-work/due-work.projection.js';
import { licenseProjection } from '#projections/license/license.projection.js';
import { anyProjection } from '#projections/projection.js';
import { resellerProjection } from '#projections/reseller/reseller.projection.js';
import { subscriptionProjection } from '#projections/subscription/subscription.projection.js';
import { chargeAnswerOf } from '#read-models/charge/charge.queries.js';
import type { ChargeRow } from '#read-models/charge/charge.rows.js';
import type { DueWorkRow } from '#read-models/due-work/due-work.rows.js';
import type { LicenseRow } from '#read-models/license/license.rows.js';
import type { ResellerRow } from '#read-models/reseller/reseller.rows.js';
import { type SubscriptionAnswer, subscriptionAnswerOf } from '#read-models/subscription/subscription.answer.js';
import type { SubscriptionRow } from '#read-models/subscription/subscription.rows.js';
import { type FieldChange, pointerTo } from '../field-changes.js';
import { ChargesUntilDay } from './charges-until-day.js';
import type { Fold, Opened, Step } from './fold.js';
import { changesOfState, withoutPlace } from './single-row-fold.js';
import { TableInMemory } from './table-in-memory.js';

type State = Omit<SubscriptionAnswer, 'position'>;

/** A subscription as `GET subscriptions/:id` has it, with its charges, licences and what is due next beside it. */
export class SubscriptionFold implements Fold {
  private readonly subscription = new TableInMemory(anyProjection(subscriptionProjection));
  private readonly reseller = new TableInMemory(anyProjection(resellerProjection));
  private readonly charging = new TableInMemory(anyProjection(chargeProjection));
  private readonly licensing = new TableInMemory(anyProjection(licenseProjection));
  private readonly due: TableInMemory;
  private readonly untilDay = new ChargesUntilDay();
  private readonly beside = {
    charges: new Map<string, unknown>(),
    licenses: new Map<string, unknown>(),
    due: new Map<string, unknown>(),
  };
  private present: State | undefined;

  constructor(
    private readonly stream: string,
    private readonly calendar: BusinessCalendar,
    private readonly opened: Opened,
  ) {
    this.due = new TableInMemory(anyProjection(dueWorkProjection(calendar)));
  }

  /** Of its own stream, or of its reseller's: that tells what it is entitled to. */
  apply(event: StoredEvent, at: Instant): readonly Step[] {
    const days = this.advanceTo(at);
    const beside = event.stream === this.stream ? this.applyOwn(event) : this.applyReseller(event);
    return [...days, { cause: event, because: 'event', changes: [...this.changedState(), ...beside] }];
  }

  advanceTo(at: Instant): readonly Step[] {
    const cause = this.untilDay.advanceTo(this.calendar.dateAt(at)).at(-1);
    if (cause === undefined) return [];
    return [{ cause, because: 'day', changes: this.changedState() }];
  }

  state() {
    return this.present as (State & Readonly<Record<string, unknown>>) | undefined;
  }

  document() {
    const beside = Object.entries(this.beside).map(([name, values]) => [name, Object.fromEntries(values)]);
    return { ...this.present, ...Object.fromEntries(beside) };
  }

  private applyReseller(event: StoredEvent): readonly FieldChange[] {
    this.reseller.apply(event);
    return [];
  }

  private applyOwn(event: StoredEvent): readonly FieldChange[] {
    this.subscription.apply(event);
    const charges = this.charging
      .apply(event)
      .flatMap(({ row }) => (row === undefined ? [] : [row as never as ChargeRow]));
    for (const row of charges) this.untilDay.add(row, event);
    return [
      ...charges.map((row) => this.changed('charges', String(row.revision), chargeAnswerOf(row))),
      ...this.licenseChange(event),
      ...this.dueChanges(event),
    ];
  }

  private licenseChange(event: StoredEvent): readonly FieldChange[] {
    this.licensing.apply(event);
    const { event: happened } = event;
    if (happened.type !== 'LicenseAssigned' && happened.type !== 'LicenseUnassigned') return [];
    const { endUserId } = happened;
    const row = this.licensing.row(event.stream.slice('subscription-'.length), endUserId) as LicenseRow | undefined;
    return [this.changed('licenses', endUserId, row && { endUserId, assignedAt: row.assigned_at })];
  }

  private dueChanges(event: StoredEvent): readonly FieldChange[] {
    const own = this.due.apply(event).filter(({ key: [stream] }) => stream === this.stream);
    return own
      .map(({ key: [, kind], row }) => {
        const due = row as never as DueWorkRow | undefined;
        return this.changed('due', String(kind), due && { dueAt: due.due_at });
      })
      .filter(({ before, after }) => JSON.stringify(before) !== JSON.stringify(after));
  }

  private changed(where: keyof typeof this.beside, name: string, value: unknown): FieldChange {
    const before = this.beside[where].get(name) ?? null;
    if (value === undefined) this.beside[where].delete(name);
    else this.beside[where].set(name, value);
    return { field: pointerTo(`/${where}`, name), before, after: value ?? null };
  }

  private changedState(): readonly FieldChange[] {
    const before = this.present;
    this.present = this.viewed();
    return changesOfState(before, this.present);
  }

  private viewed(): State | undefined {
    const [row] = this.subscription.all() as never as readonly SubscriptionRow[];
    if (row === undefined) return undefined;
    const [reseller] = this.reseller.all() as never as readonly ResellerRow[];
    const view = {
      ...row,
      updates_entitled: reseller?.csn_status === 'verified',
      charged_minor: this.untilDay.chargedOf(row.term_number),
    };
    return withoutPlace(subscriptionAnswerOf(view, this.opened(row.support_contact), ''));
  }
}
