import type { Type } from '@nestjs/common';
import { ApiProperty, type ApiPropertyOptions } from '@nestjs/swagger';
import { ValidateBy, ValidateIf, type ValidationArguments } from 'class-validator';

/** What one field of a request may be. */
export interface FieldRule {
  /** Blanks, case, hyphens: what means the same becomes the same. Leaves alone what it does not understand. */
  readonly normalise?: (value: unknown) => unknown;
  /** What is wrong with the normalised value, to follow the field's name; undefined when nothing is. */
  readonly fault: (value: unknown) => string | undefined;
  /** An object of its own, read field by field. */
  readonly nested?: Type<object>;
  /** For the API's documentation. */
  readonly schema: ApiPropertyOptions;
}

const fieldsByClass = new Map<object, Map<string, FieldRule>>();

/** All fields of an input class, inherited ones too. */
export function fieldsOf(input: Type<object>): ReadonlyMap<string, FieldRule> {
  const known = fieldsByClass.get(input);
  const parent: unknown = Object.getPrototypeOf(input);
  if (typeof parent !== 'function' || parent === Function.prototype) return known ?? new Map();
  return new Map([...fieldsOf(parent as Type<object>), ...(known ?? [])]);
}

export interface FieldOptions {
  readonly optional?: boolean;
  /** Optional where this other field is given. */
  readonly unless?: string;
  /** With its unit; left out: what the documentation says of every field of this name (answers/field-descriptions.ts). */
  readonly description?: string;
}

/** Says what a field of an input class may be: to the reader of requests, to class-validator and to the documentation. */
export function Field(
  rule: FieldRule,
  { optional = false, unless, description }: FieldOptions = {},
): PropertyDecorator {
  return (target, name) => {
    const fields = fieldsByClass.get(target.constructor) ?? new Map<string, FieldRule>();
    fieldsByClass.set(target.constructor, fields.set(String(name), rule));
    if (optional) ValidateIf((_, value) => value !== undefined)(target, name);
    const faultOf = ({ value, object }: Pick<ValidationArguments, 'value' | 'object'>) => {
      if (value !== undefined) return rule.fault(value);
      if (unless === undefined) return 'is required';
      return unless in object ? undefined : `is required unless ${unless} is given`;
    };
    const validator = {
      validate: (_: unknown, subject?: ValidationArguments) => subject !== undefined && faultOf(subject) === undefined,
      defaultMessage: (subject?: ValidationArguments) => (subject && faultOf(subject)) ?? 'is not valid',
    };
    ValidateBy({ name: 'field', validator })(target, name);
    const required = !optional && unless === undefined;
    const said = description === undefined ? {} : { description };
    ApiProperty({ ...rule.schema, ...said, required } as ApiPropertyOptions)(target, name);
  };
}
