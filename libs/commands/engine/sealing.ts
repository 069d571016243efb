import type { DomainEvent } from '#event-store/stored-event.js';
import type { Dated } from '#kernel/decision.js';
import { isPersonal, isPlain, type Plain } from '#kernel/personal.js';
import type { Subject, Vault } from '#vault/vault.js';

/** Whose key seals the personal fields of an event; undefined for events that have none. */
type SubjectOf<E> = (event: E, stream: string) => Subject | undefined;

const none = () => undefined;

/** Exhaustive: a new event does not compile until someone says whose personal data is in it. */
const SUBJECTS: { readonly [T in DomainEvent['type']]: SubjectOf<Extract<DomainEvent, { type: T }>> } = {
  SubscriptionOrdered: (event) => `subscription:${event.subscriptionId}`,
  OrderResubmitted: (_event, stream) => `subscription:${stream.slice('subscription-'.length)}`,
  OrderReplaced: (event) => `subscription:${event.replacedBy}`,
  CartCheckedOut: (event) => `subscription:${event.subscriptionId}`,
  CustomerRegistered: (event) => `customer:${event.customerId}`,
  CustomerChanged: (event) => `customer:${event.customerId}`,
  PersonalDataErased: none,
  OrderHeldForReview: none,
  SubscriptionActivated: none,
  ProvisioningFailed: none,
  OrderClosed: none,
  LicenseAssigned: none,
  LicenseUnassigned: none,
  SeatsAdded: none,
  SeatReductionScheduled: none,
  TermSwitchScheduled: none,
  AutoRenewDisabled: none,
  DueWorkHeld: none,
  DueWorkReleased: none,
  RenewalCutoffPassed: none,
  InstalmentFellDue: none,
  SubscriptionRenewed: none,
  SubscriptionEnded: none,
  ServicePlanListed: none,
  ServicePlanRepriced: none,
  ServicePlanWithdrawn: none,
  ResellerRegistered: none,
  ResellerChanged: none,
  CsnRegistered: none,
  CsnVerified: none,
  CsnRejected: none,
  CsnRevoked: none,
  PlanPlacedInCart: none,
  CartEmptied: none,
  ClaimTaken: none,
  ClaimReleased: none,
  WebhookRegistered: none,
  WebhookChanged: none,
  WebhookSecretRotated: none,
  WebhookReplayed: none,
  WebhookReleased: none,
  WebhookDisabled: none,
  WebhookDeleted: none,
  CommandHadNoEffect: none,
};

/** Fields of a payload that are personal data wherever a payload has a subject at all. */
const PERSONAL_FIELDS = new Set(['name', 'postalCode', 'address', 'supportContact']);

const isPersonalField = ([name, value]: [string, unknown]): boolean =>
  PERSONAL_FIELDS.has(name) && typeof value === 'string';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const isPlainText = (value: unknown): value is Plain => isPersonal(value) && isPlain(value);

/** Texts that are sealed alike. */
const keyOf = ({ plain, owner }: Plain): string => `${owner ?? ''} ${plain}`;

/**
 * Seals for one command. The same text under the same subject is sealed once, also over retries after a conflict:
 * one round trip to the vault, and the event and the payload say the very same.
 */
export class Sealing {
  private readonly sealed = new Map<string, Promise<unknown>>();

  constructor(private readonly vault: Vault) {}

  /** @throws VaultUnavailableError, ErasedSubjectError */
  async events(stream: string, events: readonly Dated<DomainEvent>[]): Promise<readonly Dated<DomainEvent>[]> {
    const [only] = events;
    // All ask for their keys in one turn; nearly every command has one event, which needs no gathering.
    if (only !== undefined && events.length === 1) return [await this.event(stream, only)];
    return Promise.all(events.map((dated) => this.event(stream, dated)));
  }

  /** The command's payload as the metadata keeps it. */
  async payload(subject: Subject | undefined, payload: object): Promise<object> {
    if (subject === undefined) return payload;
    const personal = Object.entries(payload).filter((field): field is [string, string] => isPersonalField(field));
    if (personal.length === 0) return payload;
    const sealed = personal.map(async ([name, text]) => [name, await this.text(subject, { plain: text })]);
    return { ...payload, ...Object.fromEntries(await Promise.all(sealed)) };
  }

  private event(stream: string, dated: Dated<DomainEvent>): Dated<DomainEvent> | Promise<Dated<DomainEvent>> {
    const { effectiveAt, event } = dated;
    const subject = subjectOf(event, stream);
    if (subject === undefined) return dated;
    const plain = plainsIn(event);
    return plain.size === 0
      ? dated
      : this.within(subject, event, plain).then((sealed) => ({ effectiveAt, event: sealed }));
  }

  private async within<T>(subject: Subject, value: T, plains: ReadonlyMap<string, Plain>): Promise<T> {
    const sealed = new Map<string, unknown>();
    const [only] = plains;
    if (plains.size === 1 && only !== undefined) sealed.set(only[0], await this.text(subject, only[1]));
    else await Promise.all([...plains].map(async ([key, one]) => sealed.set(key, await this.text(subject, one))));
    return replacePlain(value, sealed) as T;
  }

  private text(subject: Subject, one: Plain): Promise<unknown> {
    const key = `${subject} ${keyOf(one)}`;
    const known = this.sealed.get(key);
    if (known !== undefined) return known;
    const sealing = this.vault.seal(subject, one.plain, one.owner);
    this.sealed.set(key, sealing);
    return sealing;
  }
}

/** Personal data is never in a list. */
function plainsIn(value: unknown, found = new Map<string, Plain>()): ReadonlyMap<string, Plain> {
  if (!isRecord(value)) return found;
  if (isPlainText(value)) found.set(keyOf(value), value);
  else for (const name in value) plainsIn(value[name], found);
  return found;
}

/** What has nothing plain in it stays the very same. */
function replacePlain(value: unknown, sealed: ReadonlyMap<string, unknown>): unknown {
  if (!isRecord(value)) return value;
  if (isPlainText(value)) return sealed.get(keyOf(value));
  let replaced: Record<string, unknown> | undefined;
  for (const name in value) {
    const field = value[name];
    const after = replacePlain(field, sealed);
    if (after === field) continue;
    replaced ??= { ...value };
    replaced[name] = after;
  }
  return replaced ?? value;
}

function subjectOf<E extends DomainEvent>(event: E, stream: string): Subject | undefined {
  const find = SUBJECTS[event.type] as SubjectOf<DomainEvent>;
  return find(event, stream);
}

/** A payload without what is personal: for attempts, which must not make keys for subjects that never come to be. */
export function withoutPersonalFields(payload: object): object {
  return Object.fromEntries(Object.entries(payload).filter(([name]) => !PERSONAL_FIELDS.has(name)));
}
