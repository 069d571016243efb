import type { Type } from '@nestjs/common';
import { getMetadataStorage, ValidationTypes, validateSync } from 'class-validator';
import { type FieldRule, fieldsOf } from './field.js';

type Given = Readonly<Record<string, unknown>>;

interface NamedFault {
  readonly name: string;
  readonly detail: string;
}

export interface CompiledInput {
  readonly fields: ReadonlyMap<string, FieldRule>;
  /** What is wrong with these values of the fields, in class-validator's order and words. */
  faults(given: Given): readonly NamedFault[];
}

const compiled = new WeakMap<Type<object>, CompiledInput>();

/**
 * The decorators of class-validator on an input class as plain functions, made once. Interpreted, they are looked up,
 * filtered and grouped anew for every request, which was the HTTP path's main cost; what they say does not change. The
 * functions know good from bad only: of what is bad, class-validator itself says what is wrong.
 */
export function compiledInput(input: Type<object>): CompiledInput {
  const known = compiled.get(input);
  if (known !== undefined) return known;
  const checks = checksOf(input);
  const made: CompiledInput = {
    fields: fieldsOf(input),
    faults: (given) => (checks.every((isGood) => isGood(given)) ? [] : interpreted(input, given)),
  };
  compiled.set(input, made);
  return made;
}

function interpreted(input: Type<object>, given: Given): readonly NamedFault[] {
  const errors = validateSync(Object.assign(new input(), given), { stopAtFirstError: true });
  return errors.map(({ property, constraints = {} }) => {
    const [detail = 'is not valid'] = Object.values(constraints);
    return { name: property, detail };
  });
}

type Check = (given: Given) => boolean;
type ValidationMetadata = ReturnType<ReturnType<typeof getMetadataStorage>['getTargetValidationMetadatas']>[number];

function checksOf(input: Type<object>): readonly Check[] {
  const storage = getMetadataStorage();
  const metadata = storage.getTargetValidationMetadatas(input, '', false, false);
  const byField = Object.entries(storage.groupByPropertyName(metadata));
  return byField.map(([name, ofField]) => checkOf(name, ofField));
}

/** A decorator that is none of one value (nested, a promise) is left to the interpreter: nothing is good by itself then. */
function checkOf(name: string, metadata: readonly ValidationMetadata[]): Check {
  const conditions = metadata.filter(({ type }) => type === ValidationTypes.CONDITIONAL_VALIDATION);
  const validations = metadata.filter(({ type, each }) => type === ValidationTypes.CUSTOM_VALIDATION && !each);
  if (conditions.length + validations.length < metadata.length) return () => false;
  const tests = validations.flatMap(({ constraintCls, constraints }) =>
    getMetadataStorage()
      .getTargetValidatorConstraints(constraintCls)
      .map(({ instance }) => (value: unknown, object: Given) => {
        return instance.validate(value, { targetName: '', property: name, object, value, constraints }) === true;
      }),
  );
  return (given) => {
    const value = given[name];
    if (!conditions.every(({ constraints: [isChecked] }) => isChecked(given, value))) return true;
    return tests.every((test) => test(value, given));
  };
}
