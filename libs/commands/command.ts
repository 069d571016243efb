import { Command } from '@nestjs/cqrs';
import type { StreamState } from './stream-state.js';

/** Who asks, and how a repeat is recognised. */
export interface CommandContext {
  /** The intake client that the API key belongs to; workers: `worker`. Survives key rotation. */
  readonly client: string;
  /** null where the caller gave none and need not. */
  readonly idempotencyKey: string | null;
  readonly correlationId: string;
  readonly causationId: string | null;
  /** For the history: who did it, for example `intake:key-1` or `worker:settle`. */
  readonly actor: string;
  /** Carried out only while the stream is at one of these revisions; any: while there is a stream. A repeat of what was done is answered all the same. */
  readonly onlyAt?: readonly number[] | 'any';
}

/** What came of a command. Faults (store or vault away, conflict that lasted) are thrown, never returned. */
export type CommandResult<Name extends keyof StreamState = keyof StreamState> =
  | {
      readonly outcome: 'accepted';
      readonly stream: string;
      /** True when the command's first event is the stream's first, and says more than that nothing changed. */
      readonly created: boolean;
      /** True when an earlier try was found and its answer is given again. */
      readonly replayed: boolean;
      /** False for a command that found the state it asks for. */
      readonly changed: boolean;
      /** Of the command's last event, or the stream's last for a no-op without a key; -1 where there is no stream. */
      readonly revision: number;
      /** Opaque, with the store's id in it. */
      readonly position: string;
      /** Folded to `revision`, also in a replay: the first answer again. */
      readonly state: StreamState[Name];
    }
  | { readonly outcome: 'refused'; readonly refusal: { readonly code: string } & Readonly<Record<string, unknown>> };

/** Every command on the bus: payload = the route's body and path parameters, checked and normalised. */
export abstract class TermbookCommand<
  Payload extends object,
  Name extends keyof StreamState = keyof StreamState,
> extends Command<CommandResult<Name>> {
  constructor(
    readonly payload: Payload,
    readonly context: CommandContext,
  ) {
    super();
  }
}

/** The stream kept moving on for two seconds: the caller is told to come back. */
export class BusyError extends Error {}
/** The stream is at another revision than the caller named. */
export class RevisionMismatchError extends Error {
  /** @param revision of the stream's last event; -1 where there is no stream. */
  constructor(
    readonly stream: string,
    readonly revision: number,
  ) {
    super(`${stream} is at revision ${revision}`);
  }
}
/** The key was used with another request. */
export class IdempotencyKeyReusedError extends Error {}
