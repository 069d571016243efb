import type { MetricObject } from 'prom-client';
import type { CommandContext, CommandResult } from '#commands/command.js';
import type { Payloads } from '#commands/payloads.js';
import type { PreviewedOrder } from '#domain/subscription/subscription.preview.js';
import type { CommandId } from '#kernel/ids.js';
import type { Subject } from '#vault/vault.js';

/** A command by its name, checked and permitted. */
export interface AskedCommand {
  readonly name: keyof Payloads;
  readonly payload: object;
  readonly context: CommandContext;
  /** The first that it writes; left out where the command itself makes it. */
  readonly stream?: string;
  /** Whether it writes what other commands than orders take facts from. */
  readonly writesFacts: boolean;
}

export type CommandAnswer =
  | {
      readonly outcome: 'accepted';
      readonly status: 200 | 201;
      /** JSON, written once: a text crosses a thread's border in a fraction of the time that an object takes. */
      readonly body: string;
      /** -1 where there is no stream. */
      readonly revision: number;
      readonly replayed: boolean;
    }
  | Extract<CommandResult, { readonly outcome: 'refused' }>;

export interface ReceiptAnswer {
  readonly command: string;
  /** The very body that the command was answered with. */
  readonly answer: object;
}

/**
 * What the api asks of those who decide and append, wherever they are: only plain data goes in and comes out. There is
 * one of them in a process, and whatever the process writes to streams of the domain goes through it.
 */
export interface WriteSide {
  /** @throws BusyError, IdempotencyKeyReusedError, RevisionMismatchError, StoreUnavailableError, VaultUnavailableError, ErasedSubjectError */
  carryOut(asked: AskedCommand): Promise<CommandAnswer>;
  /** No order is decided from then on, on facts from before this position. */
  seen(position: bigint): Promise<void>;
  /** Judged as the order would be; nothing is appended. @throws StoreUnavailableError */
  preview(payload: Payloads['OrderSubscription']): Promise<PreviewedOrder>;
  /** @returns undefined where the stream knows nothing of the command. @throws StoreUnavailableError */
  receipt(stream: string, commandId: CommandId): Promise<ReceiptAnswer | undefined>;
  /** @throws StoreUnavailableError where it does not reach the event store. */
  reachStore(): Promise<void>;
  /** Those that the process's own registry does not have. */
  metrics(): Promise<readonly MetricObject[]>;
}

/** What the write side in one thread is asked besides, for the sake of those in others. */
export interface WriteSideThread extends WriteSide {
  /** No command is decided from then on, on facts from before what the process has written by now. */
  caughtUpWithOwn(): Promise<void>;
  /** What is remembered of this subject's key is dropped: it was destroyed. */
  forget(subject: Subject): Promise<void>;
}

export const WRITE_SIDE = Symbol('WriteSide');
