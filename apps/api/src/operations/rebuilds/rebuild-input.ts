import { PROJECTION_NAMES, type ProjectionName } from '#read-models/progress/checkpoint.rows.js';
import { Field } from '../../http/input/field.js';
import { WholeNumber } from '../../http/input/other-fields.js';
import { Id } from '../../http/input/text-fields.js';
import { Reason } from '../../intake/order-fields.js';

/** Faster than any machine reads. */
const EVENTS_PER_SECOND_LIMIT = 1_000_000;

const isName = (value: unknown): boolean => PROJECTION_NAMES.some((name) => name === value);
const isChoice = (value: unknown): boolean =>
  value === 'all' ||
  (Array.isArray(value) && value.length > 0 && value.every(isName) && new Set(value).size === value.length);

export class RebuildBody {
  @Field({
    fault: (value) =>
      isChoice(value) ? undefined : `must be "all", or some of ${PROJECTION_NAMES.join(', ')}, each once`,
    schema: {
      oneOf: [
        { type: 'string', enum: ['all'] },
        { type: 'array', items: { type: 'string', enum: [...PROJECTION_NAMES] }, minItems: 1, uniqueItems: true },
      ],
    },
  })
  readonly projections: 'all' | readonly ProjectionName[];

  @WholeNumber({ min: 1, max: EVENTS_PER_SECOND_LIMIT, optional: true })
  readonly eventsPerSecondMax?: number;

  @Reason({ optional: true })
  readonly reason?: string;
}

export class WishBody {
  @Reason()
  readonly reason: string;
}

export class RebuildPath {
  @Id()
  readonly rebuildId: string;
}

export const namesOf = ({ projections }: RebuildBody): readonly ProjectionName[] =>
  projections === 'all' ? PROJECTION_NAMES : projections;
