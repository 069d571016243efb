import type { DomainEvent } from '#event-store/stored-event.js';
import type { Dated } from '#kernel/decision.js';
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

const isPersonal = ([name, value]: [string, unknown]): boolean =>
  PERSONAL_FIELDS.has(name) && typeof value === 'string';

const isRecord = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const plainText = (value: Record<string, unknown>): string | undefined =>
  typeof value.plain === 'string' && Object.keys(value).length === 1 ? value.plain : undefined;

/**
 * Seals for one command. The same text under the same subject is sealed once, also over retries after a conflict:
 * one round trip to the vault, and the event and the payload say the very same.
 */
export class Sealing {
  private readonly sealed = new Map<string, Promise<unknown>>();

  constructor(private readonly vault: Vault) {}

  /** @throws VaultUnavailableError, ErasedSubjectError */
  async events(stream: string, events: readonly Dated<DomainEvent>[]): Promise<readonly Dated<DomainEvent>[]> {
    return Promise.all(
      events.map(async (dated) => {
        const subject = subjectOf(dated.event, stream);
        return subject === undefined ? dated : { ...dated, event: await this.within(subject, dated.event) };
      }),
    );
  }

  /** The command's payload as the metadata keeps it. */
  async payload(subject: Subject | undefined, payload: object): Promise<object> {
    if (subject === undefined) return payload;
    const personal = Object.entries(payload).filter((field): field is [string, string] => isPersonal(field));
    if (personal.length === 0) return payload;
    const sealed = personal.map(async ([name, text]) => [name, await this.text(subject, text)]);
    return { ...payload, ...Object.fromEntries(await Promise.all(sealed)) };
  }

  /** Most of an event is not personal: only what is costs a round through promises. */
  private async within<T>(subject: Subject, value: T): Promise<T> {
    const texts = new Set<string>();
    collectPlain(value, texts);
    if (texts.size === 0) return value;
    const all = [...texts];
    const sealed = await Promise.all(all.map((text) => this.text(subject, text)));
    return replacePlain(value, new Map(all.map((text, index) => [text, sealed[index]]))) as T;
  }

  private text(subject: Subject, text: string): Promise<unknown> {
    const key = `${subject} ${text}`;
    const known = this.sealed.get(key);
    if (known !== undefined) return known;
    const sealing = this.vault.seal(subject, text);
    this.sealed.set(key, sealing);
    return sealing;
  }
}

/** Personal data is never in a list. */
function collectPlain(value: unknown, texts: Set<string>): void {
  if (!isRecord(value)) return;
  const text = plainText(value);
  if (text !== undefined) texts.add(text);
  else for (const field of Object.values(value)) collectPlain(field, texts);
}

/** What has nothing plain in it stays the very same. */
function replacePlain(value: unknown, sealed: ReadonlyMap<string, unknown>): unknown {
  if (!isRecord(value)) return value;
  const text = plainText(value);
  if (text !== undefined) return sealed.get(text);
  let replaced: Record<string, unknown> | undefined;
  for (const [name, field] of Object.entries(value)) {
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
