import { Field } from '../http/input/field.js';
import { Text } from '../http/input/text-fields.js';
import { PAGE_EVENTS_DEFAULT, PAGE_EVENTS_MAX, WAIT_SECONDS_MAX } from './feed-limits.js';

/** Longer than any position that we hand out. */
const POSITION_CHARACTERS_MAX = 100;

const number = (value: unknown): unknown =>
  typeof value === 'string' && /^\d{1,9}$/.test(value) ? Number(value) : value;

const QueryNumber = (minimum: number, maximum: number, description: string) =>
  Field(
    {
      normalise: number,
      fault: (value) =>
        typeof value === 'number' && value >= minimum && value <= maximum
          ? undefined
          : `must be a whole number from ${minimum} to ${maximum}`,
      schema: { type: 'integer', minimum, maximum, description },
    },
    { optional: true },
  );

/** Where the feed is read from, and how much of it. */
export class FeedInput {
  /** Exclusive; left out: from the first event of all. */
  @Text({ min: 1, max: POSITION_CHARACTERS_MAX, optional: true })
  readonly after?: string;

  @QueryNumber(1, PAGE_EVENTS_MAX, `Events of a page; ${PAGE_EVENTS_DEFAULT} when left out.`)
  readonly limit?: number;

  @QueryNumber(0, WAIT_SECONDS_MAX, 'Seconds to wait while there are none.')
  readonly wait?: number;
}
