/** Column types that read models are made of; each has one representation in JavaScript (see type-parsers). */
export type ColumnType = 'text' | 'int4' | 'int8' | 'bool' | 'date' | 'timestamptz' | 'jsonb';

/** A table as projections write it: every column of the row named with its type, none left out. */
export interface Table<Row extends object> {
  readonly name: string;
  readonly key: readonly (keyof Row & string)[];
  readonly columns: { readonly [Column in keyof Row & string]: ColumnType };
}

/** Written by the runner on the row of a stream for every event of that stream. */
export interface Tracked {
  /** Of the newest event of the stream that was projected. */
  readonly revision: number;
  /** Commit position of that event. */
  readonly position: bigint;
}

export const READ_MODEL_SCHEMA = 'read_model';
