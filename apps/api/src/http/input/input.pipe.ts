import type { PipeTransform, Type } from '@nestjs/common';
import { readInput } from './read-input.js';

/** Checks a query or a path against its input class. @throws ProblemError 400 */
export class InputPipe<Input extends object> implements PipeTransform<unknown, Input> {
  constructor(private readonly input: Type<Input>) {}

  transform(raw: unknown): Input {
    return readInput(this.input, raw);
  }
}
