import type { WebhookId } from '#kernel/ids.js';
import { contractOf, PUBLIC_TYPES } from '../feed/contract/event-schemas.js';
import { Field, type FieldOptions } from '../http/input/field.js';
import { Id, Text } from '../http/input/text-fields.js';

const URL_CHARACTERS_MAX = 2_000;
/** Of one webhook; a client with more leaves them out and hears of all. */
const RESELLERS_MAX = 1_000;
const POSITION_CHARACTERS_MAX = 100;

const KNOWN_TYPES: ReadonlySet<string> = new Set(PUBLIC_TYPES.map((type) => contractOf(type).type));

function urlFault(value: unknown): string | undefined {
  if (typeof value !== 'string') return 'must be text';
  if (value.length > URL_CHARACTERS_MAX) return `must have at most ${URL_CHARACTERS_MAX} characters`;
  return URL.canParse(value) ? undefined : 'must be a URL';
}

export const UrlField = () =>
  Field({
    normalise: (value) => (typeof value === 'string' && URL.canParse(value) ? new URL(value).href : value),
    fault: urlFault,
    schema: { type: String, format: 'uri', maxLength: URL_CHARACTERS_MAX, example: 'https://erp.example/termbook' },
  });

const ListField = (max: number, isItem: (value: unknown) => boolean, detail: string, items: object) =>
  Field(
    {
      fault: (value) =>
        Array.isArray(value) && value.length > 0 && value.length <= max && value.every(isItem)
          ? undefined
          : `must be a list of 1 to ${max} ${detail}`,
      schema: { type: 'array', minItems: 1, maxItems: max, items } as never,
    },
    { optional: true },
  );

/** Left out: all. */
export const TypesField = () =>
  ListField(KNOWN_TYPES.size, (value) => KNOWN_TYPES.has(String(value)), 'types of the feed', {
    type: 'string',
    enum: [...KNOWN_TYPES],
  });

/** Left out: all that the key may see. */
export const ResellersField = () =>
  ListField(
    RESELLERS_MAX,
    (value) => typeof value === 'string' && /^[A-Za-z0-9._-]{1,64}$/.test(value),
    'ids of resellers',
    { type: 'string' },
  );

export const PositionField = (options: FieldOptions = {}) => Text({ min: 1, max: POSITION_CHARACTERS_MAX, ...options });

export const PausedField = () =>
  Field(
    {
      fault: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
      schema: { type: Boolean, description: 'Nothing is sent while it is true; nothing is lost.' },
    },
    { optional: true },
  );

export class WebhookPath {
  @Id()
  readonly webhookId: WebhookId;
}
