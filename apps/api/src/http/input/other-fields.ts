import type { Type } from '@nestjs/common';
import { type ParsedProductId, parseProductId } from '#domain/plan/product-id.js';
import { Field, type FieldOptions } from './field.js';

const read = (value: string): ParsedProductId => parseProductId(value);

/** Printed or not, in any case, with blanks around: becomes the 15 characters. */
export const ProductIdField = (optional: FieldOptions = {}) =>
  Field(
    {
      normalise(value) {
        const parsed = typeof value === 'string' ? read(value) : undefined;
        return parsed?.ok ? parsed.productId : value;
      },
      fault(value) {
        if (typeof value !== 'string') return 'must be text';
        const parsed = read(value);
        return parsed.ok ? undefined : parsed.reason;
      },
      schema: { type: String, example: '237L1-WW8695-T548' },
    },
    optional,
  );

interface WholeNumberBounds extends FieldOptions {
  readonly min: number;
  /** Left out where the policy has the limit: past it is a refusal, not a fault of the request. */
  readonly max?: number;
}

export const WholeNumber = ({ min, max = Number.POSITIVE_INFINITY, ...optional }: WholeNumberBounds) =>
  Field(
    {
      fault(value) {
        if (typeof value !== 'number' || !Number.isInteger(value)) return 'must be a whole number';
        if (value < min) return `must be at least ${min}`;
        return value > max ? `must be at most ${max}` : undefined;
      },
      schema: { type: 'integer', minimum: min, ...(Number.isFinite(max) && { maximum: max }) },
    },
    optional,
  );

export const Flag = (optional: FieldOptions = {}) =>
  Field(
    {
      fault: (value) => (typeof value === 'boolean' ? undefined : 'must be true or false'),
      schema: { type: Boolean },
    },
    optional,
  );

/** An object whose fields are those of another input class. */
export const Nested = (nested: Type<object>) =>
  Field({
    nested,
    fault: (value) =>
      typeof value === 'object' && value !== null && !Array.isArray(value) ? undefined : 'must be an object',
    schema: { type: nested },
  });
