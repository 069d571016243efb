import { PAGE_ITEMS_MAX } from '#read-models/paging/cursor.js';
import { Field } from '../http/input/field.js';
import { Text } from '../http/input/text-fields.js';

/** Longer than any cursor that we hand out. */
const CURSOR_CHARACTERS_MAX = 2_048;

const number = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

/** Which page of a list; every list takes these. */
export class PageInput {
  @Text({ min: 1, max: CURSOR_CHARACTERS_MAX, optional: true })
  readonly cursor?: string;

  @Field(
    {
      normalise: number,
      fault: (value) =>
        typeof value === 'number' && value >= 1 && value <= PAGE_ITEMS_MAX
          ? undefined
          : `must be a whole number from 1 to ${PAGE_ITEMS_MAX}`,
      schema: { type: 'integer', minimum: 1, maximum: PAGE_ITEMS_MAX },
    },
    { optional: true },
  )
  readonly limit?: number;
}
