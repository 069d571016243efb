import type { Type } from '@nestjs/common';
import type { CommandContext, CommandResult, TermbookCommand } from '#commands/command.js';
import type { Payloads } from '#commands/payloads.js';
import type { StreamState } from '#commands/stream-state.js';
import type { Role } from '../http/caller.js';
import type { Touch } from './touches.js';

export type Accepted<Name extends keyof StreamState = keyof StreamState> = Extract<
  CommandResult<Name>,
  { readonly outcome: 'accepted' }
>;

/** What is wrong with fields that are well-formed each. */
export interface Fault {
  readonly field: string;
  readonly detail: string;
}

/** One command as the outside knows it: by HTTP and in bulk it is the same one. */
export interface IntakeCommand {
  readonly name: keyof Payloads;
  /** Body and path parameters of its route. */
  readonly payload: Type<object>;
  /** Beside `admin`. */
  readonly permits: readonly Role[];
  /** False for what is always refused: nothing to be repeated. */
  readonly changesSomething: boolean;
  /** True where operations must say why. */
  readonly onSubscription: boolean;
  /** Fields that an intake key may not send. */
  readonly operationsOnly: readonly string[];
  fault(payload: object): Fault | undefined;
  command(payload: object, context: CommandContext): TermbookCommand<object>;
  /** Which streams it reads or writes; the context for those that it makes. */
  touches(payload: object, context: CommandContext): readonly Touch[];
  status(result: Accepted): 200 | 201;
  /** Beside revision and position. */
  answer(result: Accepted, payload: object): object;
}

/** What is answered to an accepted command, the first time and every time after. */
export const answerBody = (one: IntakeCommand, result: Accepted, payload: object): object => {
  const { revision, position } = result;
  return Object.assign({}, one.answer(result, payload), { revision, position });
};

/** The same, with its types: what a use case's file says of its command. */
export interface IntakeCommandOf<Name extends keyof Payloads, Stream extends keyof StreamState> {
  readonly name: Name;
  readonly payload: Type<Payloads[Name]>;
  readonly command: new (payload: Payloads[Name], context: CommandContext) => TermbookCommand<Payloads[Name], Stream>;
  readonly permits: readonly Role[];
  readonly changesSomething?: boolean;
  readonly onSubscription?: boolean;
  readonly operationsOnly?: readonly (keyof Payloads[Name] & string)[];
  fault?(payload: Payloads[Name]): Fault | undefined;
  touches(payload: Payloads[Name], context: CommandContext): readonly Touch[];
  /** `new`: 201 when the stream came to be. Left out: always 200. */
  readonly creates?: 'new' | 'always';
  answer(state: NonNullable<StreamState[Stream]>): object;
  /** Where there is no stream, and the command is content with that. */
  answerToNothing?(payload: Payloads[Name]): object;
}

/** Puts a command among the others. Its payload comes out of its own input class, so that the types hold. */
export function intakeCommand<Name extends keyof Payloads, Stream extends keyof StreamState>(
  one: IntakeCommandOf<Name, Stream>,
): IntakeCommand {
  const { creates, command: Command } = one;
  return {
    name: one.name,
    payload: one.payload,
    permits: one.permits,
    changesSomething: one.changesSomething ?? true,
    onSubscription: one.onSubscription ?? false,
    operationsOnly: one.operationsOnly ?? [],
    fault: (payload) => one.fault?.(payload as Payloads[Name]),
    command: (payload, context) => new Command(payload as Payloads[Name], context),
    touches: (payload, context) => one.touches(payload as Payloads[Name], context),
    status: ({ created }) => (creates === 'always' || (creates === 'new' && created) ? 201 : 200),
    answer({ state }, payload) {
      const own = state as StreamState[Stream];
      return own === undefined ? (one.answerToNothing?.(payload as Payloads[Name]) ?? {}) : one.answer(own);
    },
  };
}
