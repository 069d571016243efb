import { isNativeError } from 'node:util/types';
import pg from 'pg';

/** Somebody else leads now: what this runner was about to write is not its own any more. */
export class FencedError extends Error {
  constructor() {
    super('Another projector has taken over: stepping down');
  }
}

/** The store is not the one, or not in the state, that the read models were made from. */
export class WrongHistoryError extends Error {}

/** The read models' Postgres failed or went away; nothing of the batch is written, unless it all is. */
export class DatabaseFaultError extends Error {
  constructor(cause: unknown) {
    super(`Read models' database: ${messageOf(cause)}`, { cause });
  }
}

/**
 * SQLSTATE classes that speak against the data itself: one row twice in a statement, malformed values, broken
 * constraints, limits of the program.
 */
const DATA_CLASSES = /^(21|22|23|54)/;

/** Whether the same batch would fail again on a healthy server: only then is an event parked. */
export const isDataFault = (error: unknown): boolean =>
  error instanceof pg.DatabaseError && DATA_CLASSES.test(error.code ?? '');

export const messageOf = (error: unknown): string => (isNativeError(error) ? error.message : String(error));
