import { parseProductId } from '#domain/plan/product-id.js';
import { HISTORY_KINDS, type HistoryKind, type HistoryOf } from '#history/history-kind.js';
import { TIME_AXES, type TimeAxis } from '#history/time-axis.js';
import type { Instant } from '#kernel/instant.js';
import { Field } from '../../http/input/field.js';
import { InstantField, OneOf, Text } from '../../http/input/text-fields.js';
import { invalidRequest } from '../../http/request-problems.js';

const ID_CHARACTERS_MAX = 64;
/** Longer than any pointer into an answer of ours, also one to a licence by its holder. */
const POINTER_CHARACTERS_MAX = 512;
const TERMS_MAX = 1_000;

/** Whose history. */
export class HistoryPath {
  @OneOf(HISTORY_KINDS)
  readonly kind: HistoryKind;

  @Text({ min: 1, max: ID_CHARACTERS_MAX })
  readonly id: string;
}

export class AsOfInput {
  @InstantField({ optional: true })
  readonly at?: Instant;

  @OneOf(TIME_AXES, { optional: true })
  readonly time?: TimeAxis;
}

export class DiffInput {
  @InstantField()
  readonly from: Instant;

  @InstantField({ optional: true })
  readonly to?: Instant;

  @OneOf(TIME_AXES, { optional: true })
  readonly time?: TimeAxis;
}

export class ExplainInput {
  @Field({
    fault: (value) => {
      if (typeof value !== 'string') return 'must be text';
      const isPointer = /^(\/([^~/\p{Cc}]|~[01])+)+$/u.test(value) && value.length <= POINTER_CHARACTERS_MAX;
      return isPointer ? undefined : 'must be a JSON pointer to a field, for example /cutoff/date';
    },
    schema: { type: String, maxLength: POINTER_CHARACTERS_MAX, example: '/cutoff/date' },
  })
  readonly field: string;
}

const number = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

export class CutoffInput {
  @Field(
    {
      normalise: number,
      fault: (value) =>
        typeof value === 'number' && value >= 1 && value <= TERMS_MAX ? undefined : 'must be the number of a term',
      schema: { type: 'integer', minimum: 1, maximum: TERMS_MAX },
    },
    { optional: true },
  )
  readonly term?: number;
}

/** The id as streams have it. @throws ProblemError 400 */
export function historyOf({ kind, id }: HistoryPath): HistoryOf {
  if (kind === 'service-plans') {
    const parsed = parseProductId(id);
    if (parsed.ok) return { kind, id: parsed.productId };
    throw invalidRequest([{ pointer: '/id', detail: parsed.reason }]);
  }
  if (!/^[A-Za-z0-9._-]+$/.test(id)) throw invalidRequest([{ pointer: '/id', detail: 'is no id' }]);
  return { kind, id: kind === 'subscriptions' ? id.toLowerCase() : id };
}
