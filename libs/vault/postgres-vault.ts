import { createHmac } from 'node:crypto';
import { setTimeout as sleep } from 'node:timers/promises';
import { Logger } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { isPlain, type Personal, type PersonalOwner } from '#kernel/personal.js';
import { KeyBatches } from './key-batches.js';
import { openText, ownerOf, type SubjectKey, sealText } from './sealing.js';
import type { SubjectEraser } from './subject-eraser.js';
import { ErasedSubjectError, type Subject, type Vault, VaultUnavailableError } from './vault.js';
import { type Held, VaultDatabase } from './vault-database.js';

/** Keys in memory: about 20 MB. With these the vault may be away for those who were served before. */
const REMEMBERED_MAX = 50_000;
/**
 * Keys that something was sealed with once, most of them made for an order: nearly none is needed again before a vendor
 * has answered. As many as are under way at once, and some; kept with the others, each would grow old in memory for nothing.
 */
const SEALED_ONCE_MAX = 1_024;
/** The waits between tries at start, for a Postgres that is not up yet: doubling from the first to the last. */
const FIRST_WAIT_MS = 100;
const LAST_WAIT_MS = 5_000;
/** How soon a process forgets a key that another one destroyed. */
const LOOK_FOR_DESTROYED_EVERY_MS = 1_000;
/** A vault of another system would fail for every row of every page. */
const COMPLAINT_EVERY_MS = 10_000;

type Purpose = Parameters<Vault['hmac']>[0];
const PURPOSES: readonly Purpose[] = ['request', 'claim', 'webhook', 'queue-board'];

/** Keys per subject in Postgres, at hand in memory. */
export class PostgresVault implements Vault, SubjectEraser {
  readonly #database: VaultDatabase;
  readonly #keys = new LRUCache<Subject, SubjectKey>({ max: REMEMBERED_MAX });
  readonly #sealedOnce = new LRUCache<Subject, SubjectKey>({ max: SEALED_ONCE_MAX });
  /** Those that never had a key, and so were not erased: all that is sealed for them is under an owner's. */
  readonly #keyless = new LRUCache<Subject, true>({ max: REMEMBERED_MAX });
  readonly #making: KeyBatches;
  readonly #reading: KeyBatches;
  readonly #hmacKeys = new Map<Purpose, Buffer>();
  readonly #logger = new Logger('Vault');
  #stopping = false;
  #looking: NodeJS.Timeout | undefined;
  /** Of the database's clock; undefined: nothing was remembered before, so nothing has to be forgotten. */
  #destroyedKnownUntil: Date | undefined;
  #complainedAt = Number.NEGATIVE_INFINITY;

  constructor(url: string) {
    this.#database = new VaultDatabase(url);
    this.#making = new KeyBatches((subjects) => this.#database.keysMadeFor(subjects));
    this.#reading = new KeyBatches((subjects) => this.#database.keysOf(subjects));
  }

  /** Waits until the vault answers, however long that takes: without its keys no request can be recognised. */
  async onModuleInit(): Promise<void> {
    for (let waitMs = FIRST_WAIT_MS; !this.#stopping; waitMs = Math.min(2 * waitMs, LAST_WAIT_MS)) {
      try {
        await this.#prepare();
        this.#looking = setTimeout(() => void this.#forgetDestroyed(), LOOK_FOR_DESTROYED_EVERY_MS).unref();
        return;
      } catch (error) {
        this.#logger.warn(`Waiting for the vault: ${error instanceof Error ? error.message : String(error)}`);
        await sleep(waitMs);
      }
    }
  }

  async onApplicationShutdown(): Promise<void> {
    if (this.#stopping) return;
    this.#stopping = true;
    clearTimeout(this.#looking);
    await this.#database.close();
  }

  async seal(subject: Subject, text: string, owner?: PersonalOwner): Promise<Personal> {
    const holder = owner ?? subject;
    const key = this.#known(holder) ?? this.#remember(this.#sealedOnce, holder, await this.#making.get(holder));
    if (key === undefined) throw new ErasedSubjectError(`The key of ${holder} was destroyed`);
    return { sealed: sealText(subject, key, text, owner) };
  }

  async open(subject: Subject, value: Personal): Promise<string | null> {
    if (isPlain(value)) return value.plain;
    if (!('sealed' in value)) return null;
    const owner = ownerOf(value.sealed);
    if (owner !== undefined) return this.#openOwned(subject, owner, value.sealed);
    const key = this.#known(subject) ?? (await this.#read(subject));
    return key === undefined ? null : this.#opened(subject, key, value.sealed);
  }

  openAll(
    values: readonly { readonly subject: Subject; readonly value: Personal }[],
  ): Promise<readonly (string | null)[]> {
    // All ask in one turn of the event loop, so their keys come in one round trip.
    return Promise.all(values.map(({ subject, value }) => this.open(subject, value)));
  }

  hmac(purpose: Purpose, text: string): string {
    const key = this.#hmacKeys.get(purpose);
    if (key === undefined) throw new VaultUnavailableError('The vault has not been read yet');
    return createHmac('sha256', key).update(text, 'utf8').digest('hex');
  }

  async destroy(subject: Subject): Promise<void> {
    await this.#database.destroy(subject);
    this.forget(subject);
  }

  forget(subject: Subject): void {
    this.#keys.delete(subject);
    this.#sealedOnce.delete(subject);
    this.#keyless.delete(subject);
  }

  /** Another process may have destroyed keys that this one remembers. Away, the vault is asked again from where it stood. */
  async #forgetDestroyed(): Promise<void> {
    try {
      const { subjects, until } = await this.#database.destroyedSince(this.#destroyedKnownUntil);
      for (const subject of subjects) this.forget(subject);
      this.#destroyedKnownUntil = until;
    } catch (error) {
      this.#logger.debug(`Not known which keys were destroyed: ${error instanceof Error ? error.message : error}`);
    }
    if (this.#stopping) return;
    this.#looking = setTimeout(() => void this.#forgetDestroyed(), LOOK_FOR_DESTROYED_EVERY_MS).unref();
  }

  async #prepare(): Promise<void> {
    await this.#database.migrate();
    this.#destroyedKnownUntil = (await this.#database.destroyedSince(undefined)).until;
    for (const purpose of PURPOSES) this.#hmacKeys.set(purpose, await this.#database.hmacKey(purpose));
  }

  /** The key is the owner's; but whoever erases the subject erases this too, for everybody who asks for it. */
  async #openOwned(subject: Subject, owner: PersonalOwner, sealed: string): Promise<string | null> {
    // Both ask in one turn.
    const erasing = this.#known(subject) === undefined && !this.#keyless.has(subject) && this.#isErased(subject);
    const [erased, key] = await Promise.all([erasing, this.#known(owner) ?? this.#read(owner)]);
    return erased || key === undefined ? null : this.#opened(subject, key, sealed);
  }

  async #isErased(subject: Subject): Promise<boolean> {
    const held = await this.#reading.get(subject);
    if (held === undefined) this.#keyless.set(subject, true);
    this.#remember(this.#keys, subject, held);
    return held === 'destroyed';
  }

  async #read(subject: Subject): Promise<SubjectKey | undefined> {
    return this.#remember(this.#keys, subject, await this.#reading.get(subject));
  }

  #known(subject: Subject): SubjectKey | undefined {
    const known = this.#keys.get(subject);
    if (known !== undefined) return known;
    const sealedOnce = this.#sealedOnce.get(subject);
    if (sealedOnce === undefined) return undefined;
    this.#sealedOnce.delete(subject);
    this.#keys.set(subject, sealedOnce);
    return sealedOnce;
  }

  #remember(where: LRUCache<Subject, SubjectKey>, subject: Subject, held: Held | undefined): SubjectKey | undefined {
    if (held === undefined || held === 'destroyed') return undefined;
    where.set(subject, held);
    return held;
  }

  #opened(subject: Subject, key: SubjectKey, sealed: string): string | null {
    const text = openText(subject, key, sealed);
    if (text === null) this.#complain(`A text of ${subject} was not sealed by its key ${key.id}, or was altered`);
    return text;
  }

  /** Such a text reads as erased, for nobody can read it any more; but that is not how it should be. */
  #complain(problem: string): void {
    const now = performance.now();
    if (now - this.#complainedAt < COMPLAINT_EVERY_MS) return;
    this.#complainedAt = now;
    this.#logger.error(problem);
  }
}
