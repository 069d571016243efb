import type { AuditReader } from '#event-store/audit-reader.js';
import { DecodeError } from '#event-store/codec/codec.js';
import { storedOf, storedSystemEventOf } from '#event-store/eventstoredb/recorded.js';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { acceptedCommand, continues, type RecordedCommand, refusedCommand } from './recorded-command.js';

/** Of `$all` at once: some megabytes. */
const PAGE_EVENTS = 2_000;
/** What one process recorded may stand behind what another recorded so much later by its own clock. */
export const CLOCKS_APART_MS = 60_000;

const ATTEMPTS = 'attempts-';

export interface Period {
  /** Inclusive, by when it was recorded. */
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
}

/** What the history has of a period, page by page: its commands, and how far it was read. */
export interface CommandsPage {
  readonly commands: readonly RecordedCommand[];
  /** Commit position behind which to go on; a command is never cut. */
  readonly position: bigint | undefined;
  readonly isLast: boolean;
}

/** @param after commit position; exclusive. @throws StoreUnavailableError */
export async function* commandsOf(
  reader: AuditReader,
  period: Period,
  after: bigint | undefined,
): AsyncGenerator<CommandsPage> {
  const found = new CommandsFound(period, after);
  for (let position = after; ; ) {
    const page = await reader.readAllRecorded(position, PAGE_EVENTS);
    for (const recorded of page.events) found.take(recorded);
    position = page.position;
    const isLast = page.end || found.beyond;
    yield { commands: found.given(isLast), position: isLast ? position : found.reached, isLast };
    if (isLast) return;
  }
}

/** Puts the events of one append together again, also over the end of a page. */
class CommandsFound {
  private commands: RecordedCommand[] = [];
  private open: StoredEvent[] = [];
  private last: bigint | undefined;
  /** Commit position up to which everything was given. */
  reached: bigint | undefined;
  /** True: what comes now was recorded after the period. */
  beyond = false;

  constructor(
    private readonly period: Period,
    after: bigint | undefined,
  ) {
    this.last = after;
    this.reached = after;
  }

  take(recorded: RecordedEvent): void {
    const read = decoded(recorded);
    const before = this.open.at(-1);
    if (read?.kind !== 'event' || before === undefined || !continues(before, read.stored)) this.close();
    if (read?.kind === 'event') this.open.push(read.stored);
    else if (read !== undefined) this.give(read.command);
    this.last = recorded.position;
    if (this.open.length === 0) this.reached = this.last;
  }

  given(isLast: boolean): readonly RecordedCommand[] {
    if (isLast) this.close();
    const { commands } = this;
    this.commands = [];
    return commands;
  }

  private close(): void {
    const [first, ...rest] = this.open;
    if (first === undefined) return;
    this.open = [];
    this.reached = this.last;
    this.beyond = first.metadata.recordedAt > addMilliseconds(this.period.to, CLOCKS_APART_MS);
    this.give(acceptedCommand([first, ...rest]));
  }

  private give(command: RecordedCommand): void {
    if (isWithin(command.recordedAt, this.period)) this.commands.push(command);
  }
}

const isWithin = (recordedAt: Instant, { from, to }: Period): boolean => recordedAt >= from && recordedAt < to;

type Read =
  | { readonly kind: 'event'; readonly stored: StoredEvent }
  | { readonly kind: 'refused'; readonly command: RecordedCommand };

/** @returns undefined for what is no command of ours, or can not be read: verification says so, not this. */
function decoded(recorded: RecordedEvent): Read | undefined {
  const { stream, position, type } = recorded;
  try {
    if (type.startsWith('CommandRefused.')) {
      const { event } = storedSystemEventOf(recorded);
      if (event.type !== 'CommandRefused') return undefined;
      return { kind: 'refused', command: refusedCommand(stream.slice(ATTEMPTS.length), position, event) };
    }
    return { kind: 'event', stored: storedOf(recorded) };
  } catch (error) {
    if (error instanceof DecodeError) return undefined;
    throw error;
  }
}
