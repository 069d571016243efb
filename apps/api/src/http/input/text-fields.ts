import { isEmail, isISO4217CurrencyCode, isISO31661Alpha2 } from 'class-validator';
import { parseCalendarDate } from '#kernel/calendar-date.js';
import { parseInstant } from '#kernel/instant.js';
import { Field, type FieldOptions, type FieldRule } from './field.js';

const trimmed = (value: unknown): unknown => (typeof value === 'string' ? value.trim() : value);
const upperCase = (value: unknown): unknown => (typeof value === 'string' ? value.trim().toUpperCase() : value);

/** Control characters and halves of surrogate pairs: neither can be kept by every store. */
const UNPRINTABLE = /[\p{Cc}\p{Cs}]/u;
/** An address or a reason may have lines. */
const UNPRINTABLE_IN_LINES = /[^\P{Cc}\n\r\t]|\p{Cs}/u;

interface TextBounds {
  readonly min: number;
  readonly max: number;
  /** Line breaks and tabs are taken too. */
  readonly lines?: boolean;
}

const textFault =
  ({ min, max, lines = false }: TextBounds) =>
  (value: unknown): string | undefined => {
    if (typeof value !== 'string') return 'must be text';
    if ((lines ? UNPRINTABLE_IN_LINES : UNPRINTABLE).test(value)) return 'must not contain control characters';
    const { length } = value.length > max ? [...value] : value;
    return length < min || length > max ? `must have ${min} to ${max} characters` : undefined;
  };

export type TextOptions = FieldOptions & { readonly example?: string };

/** Free text, blanks around it cut off; length in characters. */
export const Text = (bounds: TextBounds & TextOptions) =>
  Field(
    {
      normalise: trimmed,
      fault: textFault(bounds),
      schema: { type: String, minLength: bounds.min, maxLength: bounds.max, ...exampleOf(bounds.example) },
    },
    bounds,
  );

const exampleOf = (example: string | undefined) => (example === undefined ? {} : { example });

/** One text rule: what its form is, and what to say of another one. */
const formed = (test: (value: string) => boolean, detail: string, schema: object): FieldRule => ({
  normalise: trimmed,
  fault: (value) => (typeof value !== 'string' ? 'must be text' : test(value) ? undefined : detail),
  schema: { type: String, ...schema },
});

const idRule = (form: RegExp, detail: string): FieldRule =>
  formed((value) => form.test(value), detail, { pattern: form.source });

/** Ids of resellers and customers: they become parts of stream names. */
export const Id = (optional: FieldOptions = {}) =>
  Field(idRule(/^[A-Za-z0-9._-]{1,64}$/, 'must be 1 to 64 letters, digits, dots, underscores or hyphens'), optional);

/** An end user's id, often an e-mail address. */
export const EndUserIdField = () =>
  Field(idRule(/^[A-Za-z0-9._@-]{1,128}$/, 'must be 1 to 128 letters, digits or any of . _ - @'));

/** A subscription's id; what is no UUID names no subscription, which the decision says. */
export const SubscriptionIdField = (optional: FieldOptions = {}) => {
  const rule = idRule(/^[a-z0-9._-]{1,64}$/, 'must be the id of a subscription');
  const normalise = (value: unknown) => (typeof value === 'string' ? value.trim().toLowerCase() : value);
  return Field({ ...rule, normalise, schema: { type: String, format: 'uuid' } }, optional);
};

const EMAIL_CHARACTERS_MAX = 254;

export const Email = () =>
  Field(
    formed((value) => value.length <= EMAIL_CHARACTERS_MAX && isEmail(value), 'must be an e-mail address', {
      format: 'email',
      example: 'support@reseller.example',
    }),
  );

export const Country = () =>
  Field({
    normalise: upperCase,
    fault: (value) =>
      typeof value === 'string' && isISO31661Alpha2(value) ? undefined : 'must be a country of ISO 3166-1, two letters',
    schema: { type: String, example: 'US', minLength: 2, maxLength: 2 },
  });

export const Currency = () =>
  Field({
    normalise: upperCase,
    fault: (value) =>
      typeof value === 'string' && isISO4217CurrencyCode(value) ? undefined : 'must be a currency of ISO 4217',
    schema: { type: String, example: 'USD', minLength: 3, maxLength: 3 },
  });

export const CsnField = (optional: FieldOptions = {}) =>
  Field(
    formed((value) => /^\d{10}$/.test(value), 'must be ten digits, as text', {
      pattern: '^\\d{10}$',
      example: '0070012345',
    }),
    optional,
  );

export const DateField = (optional: FieldOptions = {}) =>
  Field(
    formed((value) => parseCalendarDate(value) !== undefined, 'must be a date that exists, YYYY-MM-DD', {
      format: 'date',
    }),
    optional,
  );

/** Any offset; becomes UTC. */
export const InstantField = (optional: FieldOptions = {}) =>
  Field(
    {
      normalise: (value) => (typeof value === 'string' ? (parseInstant(value.trim()) ?? value) : value),
      fault: (value) =>
        typeof value === 'string' && parseInstant(value) !== undefined
          ? undefined
          : 'must be an instant with an offset, for example 2026-03-05T08:00:00Z',
      schema: { type: String, format: 'date-time' },
    },
    optional,
  );

export const OneOf = (values: readonly string[], optional: FieldOptions = {}) =>
  Field(
    formed((value) => values.includes(value), `must be one of ${values.join(', ')}`, { enum: values }),
    optional,
  );
