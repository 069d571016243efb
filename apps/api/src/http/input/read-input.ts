import type { Type } from '@nestjs/common';
import { invalidRequest, type RequestFault } from '../request-problems.js';
import { compiledInput } from './compiled-input.js';
import type { FieldRule } from './field.js';

/** A request that is wrong all over is told of so many faults: enough to start with. */
const FAULTS_MAX = 20;

export const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/**
 * Checks an object out of JSON, or a query, against an input class: unknown fields (an own `__proto__` too) and wrong
 * types are faults, nothing is coerced. What was not given stays absent.
 * @param pointer where the object is in the request.
 * @throws ProblemError 400 with every fault and where it is.
 */
export function readInput<Input extends object>(input: Type<Input>, raw: unknown, pointer = ''): Input {
  if (!isObject(raw)) throw invalidRequest([{ pointer, detail: 'must be an object' }]);
  const { value, faults } = checked(input, raw, pointer);
  if (faults.length > 0) throw invalidRequest(faults.slice(0, FAULTS_MAX));
  return value;
}

function checked<Input extends object>(
  input: Type<Input>,
  raw: Readonly<Record<string, unknown>>,
  pointer: string,
): { readonly value: Input; readonly faults: readonly RequestFault[] } {
  const compiled = compiledInput(input);
  const faults: RequestFault[] = [];
  const value: Record<string, unknown> = {};
  for (const [name, given] of Object.entries(raw)) {
    const rule = compiled.fields.get(name);
    if (rule === undefined) faults.push({ pointer: pointerTo(pointer, name), detail: 'is not a known field' });
    else
      value[name] =
        rule.nested === undefined
          ? normalised(rule, given)
          : readNested(rule.nested, given, pointerTo(pointer, name), faults);
  }
  for (const { name, detail } of compiled.faults(value)) faults.push({ pointer: pointerTo(pointer, name), detail });
  return { value: value as Input, faults };
}

const normalised = (rule: FieldRule, given: unknown): unknown => rule.normalise?.(given) ?? given;

function readNested(input: Type<object>, given: unknown, pointer: string, faults: RequestFault[]): unknown {
  if (!isObject(given)) return given;
  const inner = checked(input, given, pointer);
  faults.push(...inner.faults);
  return inner.value;
}

/** RFC 6901. */
const pointerTo = (parent: string, name: string): string =>
  `${parent}/${name.replaceAll('~', '~0').replaceAll('/', '~1')}`;
