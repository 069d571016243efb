import { setTimeout as pause } from 'node:timers/promises';
import { Inject, Injectable } from '@nestjs/common';
import { type Append, EVENT_APPENDER, type EventAppender, StreamConflictError } from '#event-store/event-appender.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { DomainEvent, StoredEvent } from '#event-store/stored-event.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import type { Dated } from '#kernel/decision.js';
import { type Instant, laterOf } from '#kernel/instant.js';
import { ErasedSubjectError, VAULT, type Vault } from '#vault/vault.js';
import { BusyError, IdempotencyKeyReusedError, RevisionMismatchError } from '../command.js';
import { emptyStream, foldOnto, type LoadedStream, type Receipt } from './loaded-stream.js';
import { RefusedAttempts } from './refused-attempts.js';
import { Sealing } from './sealing.js';
import { StreamCache } from './stream-cache.js';
import type { StreamKind } from './stream-kind.js';
import { StreamQueue } from './stream-queue.js';
import type { Decided, Outcome, Reading, StreamTask } from './stream-task.js';
import { WrittenPosition } from './written-position.js';

/** Long enough for eight copies of one order at once; past it the caller is told to come back. */
const RETRY_FOR_MS = 2_000;
/** Two processes that collide must not do so in step: each waits up to this long, by its own uptime, before it decides again. */
const PAUSE_AFTER_CONFLICT_MS = 15;

/** A stream as one try sees it. */
interface Sight<State> {
  readonly loaded: LoadedStream<State>;
  /** True when `loaded` was read from the store in this very try. */
  readonly certain: boolean;
  readonly reading: Reading;
}

/** Loads, looks for the receipt, decides, seals, appends; and again when the stream moved on. Knows no business rule. */
@Injectable()
export class StreamEngine {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(EVENT_APPENDER) private readonly appender: EventAppender,
    @Inject(VAULT) private readonly vault: Vault,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(StreamCache) private readonly cache: StreamCache,
    @Inject(StreamQueue) private readonly queue: StreamQueue,
    @Inject(WrittenPosition) private readonly written: WrittenPosition,
    @Inject(RefusedAttempts) private readonly attempts: RefusedAttempts,
  ) {}

  /**
   * @throws BusyError when the stream kept moving on for `RETRY_FOR_MS`; IdempotencyKeyReusedError; RevisionMismatchError;
   * StoreUnavailableError, VaultUnavailableError.
   */
  handle<State>(task: StreamTask<State>): Promise<Outcome<State>> {
    return this.queue.inTurn(task.stream, () => this.inTurn(task));
  }

  /** The receipt's answer, where the command was carried out before. @throws IdempotencyKeyReusedError */
  async replay<State>(
    task: Pick<StreamTask<State>, 'identity'>,
    loaded: LoadedStream<State>,
  ): Promise<Outcome<State> | undefined> {
    const { commandId, requestHash, command } = task.identity;
    const receipt = commandId === null ? undefined : loaded.receipts.get(commandId);
    if (receipt === undefined) return undefined;
    if (receipt.requestHash !== requestHash) {
      throw new IdempotencyKeyReusedError(`The key of this ${command} was used with another request`);
    }
    return {
      outcome: 'accepted',
      loaded: await this.asOf(loaded, receipt),
      replayed: true,
      changed: receipt.changed,
      created: receipt.firstRevision === 0 && receipt.changed,
      firstRevision: receipt.firstRevision,
      appended: [],
    };
  }

  private async inTurn<State>(task: StreamTask<State>): Promise<Outcome<State>> {
    const begun = performance.now();
    const askedAt = this.clock.now();
    const sealing = new Sealing(this.vault);
    let sight = this.sightInMemory(task) ?? (await this.sharpen(task, 'cached'));
    for (;;) {
      if (sight.loaded.receipts.size > 0) {
        const replayed = await this.replay(task, sight.loaded);
        if (replayed !== undefined) return replayed;
      }
      const outcome = await this.attempt(task, sight, askedAt, sealing);
      if (outcome === 'look again') {
        sight = await this.sharpen(task);
      } else if (outcome === 'conflict') {
        if (performance.now() - begun > RETRY_FOR_MS) throw new BusyError(`${task.stream} kept moving on`);
        await pause(performance.now() % PAUSE_AFTER_CONFLICT_MS);
        sight = await this.sharpen(task);
      } else {
        return outcome;
      }
    }
  }

  private async attempt<State>(
    task: StreamTask<State>,
    sight: Sight<State>,
    askedAt: Instant,
    sealing: Sealing,
  ): Promise<Outcome<State> | 'look again' | 'conflict'> {
    const { loaded } = sight;
    if (!isAt(task, loaded)) {
      if (sight.certain) throw new RevisionMismatchError(task.stream, loaded.revision);
      return 'look again';
    }
    const asked = task.decidedAt ?? askedAt;
    const now = loaded.since === undefined ? asked : laterOf(asked, loaded.since);
    const decided = await task.decide({ state: loaded.state, now, since: loaded.since, reading: sight.reading });
    if (mustLookAgain(task, sight, decided)) return 'look again';
    if (decided.decision.outcome === 'refused') {
      const judgedOn = { refusedAt: askedAt, facts: decided.used.revisions };
      this.attempts.record(task, loaded, decided.decision.refusal, judgedOn);
      return decided.decision;
    }
    const events = eventsOf(task, decided, now);
    if (!isFilled(events)) return noOp(loaded);
    try {
      const { decision, used } = decided;
      return await this.append(task, loaded, { decision, used, events, recordedAt: askedAt }, sealing);
    } catch (error) {
      if (error instanceof StreamConflictError) return 'conflict';
      if (error instanceof ErasedSubjectError && !sight.certain) return 'look again';
      throw error;
    }
  }

  private async append<State>(
    task: StreamTask<State>,
    loaded: LoadedStream<State>,
    decided: Decided & { readonly events: Filled; readonly recordedAt: Instant },
    sealing: Sealing,
  ): Promise<Outcome<State>> {
    const { stream, identity, kind } = task;
    const sealed = await sealing.events(stream, decided.events);
    if (!isFilled(sealed)) throw new Error('Sealing lost the events');
    const { revisions } = decided.used;
    const resellerId = resellerOf(kind, loaded.state, sealed);
    const metadata = { resellerId, recordedAt: decided.recordedAt, ...identity };
    const append: Append = {
      stream,
      expected: loaded.revision < 0 ? 'no-stream' : loaded.revision,
      previousHash: loaded.lastHash,
      events: sealed,
      metadata: isEmpty(revisions) ? metadata : { facts: revisions, ...metadata },
      payload: task.payload && (await sealing.payload(task.payload.subject, task.payload.value)),
    };
    return this.appended(loaded, await this.appender.append(append), decided);
  }

  private appended<State>(
    before: LoadedStream<State>,
    stored: readonly StoredEvent[],
    { decision }: Decided,
  ): Outcome<State> {
    const loaded = foldOnto(before, stored);
    if (before.revision < 0) this.cache.putNew(loaded);
    else this.cache.put(loaded);
    this.written.note(loaded.lastPosition);
    const changed = decision.outcome === 'accepted';
    return {
      outcome: 'accepted',
      loaded,
      replayed: false,
      changed,
      created: changed && before.revision < 0,
      firstRevision: before.revision + 1,
      appended: stored,
    };
  }

  private sightInMemory<State>(task: StreamTask<State>): Sight<State> | undefined {
    const cached = this.cache.get(task.kind, task.stream);
    if (cached !== undefined) return { loaded: cached, certain: false, reading: 'cached' };
    if (task.presumedNew) return { loaded: emptyStream(task.kind, task.stream), certain: false, reading: 'cached' };
    return undefined;
  }

  /** From the store this time: the stream behind what is cached of it, and, unless said otherwise, all facts. */
  private async sharpen<State>(task: StreamTask<State>, reading: Reading = 'through'): Promise<Sight<State>> {
    return { loaded: await this.cache.readThrough(task.kind, task.stream), certain: true, reading };
  }

  /** The stream as the command of this receipt left it. */
  private async asOf<State>(loaded: LoadedStream<State>, receipt: Receipt): Promise<LoadedStream<State>> {
    if (loaded.revision === receipt.lastRevision) return loaded;
    const events = await this.reader.readStream(loaded.stream);
    const until = events.slice(0, receipt.lastRevision + 1);
    return foldOnto(emptyStream(loaded.kind, loaded.stream), until);
  }
}

type Filled = readonly [Dated<DomainEvent>, ...Dated<DomainEvent>[]];

function isEmpty(record: Readonly<Record<string, unknown>>): boolean {
  for (const _name in record) return false;
  return true;
}

const isFilled = (events: readonly Dated<DomainEvent>[]): events is Filled => events.length > 0;

/** What is cached may be behind: only what the store says is held against the caller. */
function isAt<State>({ onlyAt }: StreamTask<State>, { revision }: LoadedStream<State>): boolean {
  if (onlyAt === undefined) return true;
  return onlyAt === 'any' ? revision >= 0 : onlyAt.includes(revision);
}

/**
 * A refusal and a no-op without a key leave no trace that an expected revision would check, and a renewal takes prices
 * that nobody may correct later: all three are decided on what the store says now.
 */
function mustLookAgain<State>(task: StreamTask<State>, sight: Sight<State>, { decision, used }: Decided): boolean {
  const uncertainFacts = !used.certain;
  if (decision.outcome === 'refused') return !sight.certain || uncertainFacts;
  if (decision.events.some(({ event }) => event.type === 'SubscriptionRenewed')) return uncertainFacts;
  const leavesNoTrace = decision.events.length === 0 && task.identity.commandId === null;
  return leavesNoTrace && (!sight.certain || uncertainFacts);
}

/** What is appended: for a keyed no-effect also its receipt. */
function eventsOf<State>(task: StreamTask<State>, { decision }: Decided, now: Instant): readonly Dated<DomainEvent>[] {
  if (decision.outcome === 'refused') return [];
  if (decision.outcome === 'accepted' || task.identity.commandId === null) return decision.events;
  return [
    ...decision.events,
    { effectiveAt: decision.effectiveAt ?? now, event: { type: 'CommandHadNoEffect', command: task.identity.command } },
  ];
}

function noOp<State>(loaded: LoadedStream<State>): Outcome<State> {
  return {
    outcome: 'accepted',
    loaded,
    replayed: false,
    changed: false,
    created: false,
    firstRevision: undefined,
    appended: [],
  };
}

/** A new stream's state comes of the events themselves; claims say it in theirs, for what is left of one has none. */
function resellerOf<State>(kind: StreamKind<State>, before: State | undefined, events: Filled): string | null {
  const [{ event }] = events;
  if (event.type === 'ClaimTaken' || event.type === 'ClaimReleased') return event.resellerId;
  if (before !== undefined) return kind.resellerOf(before);
  const after = events.reduce((state, each) => kind.evolve(state, each.event, each.effectiveAt), before);
  return kind.resellerOf(after);
}
