import { readInput } from '../http/input/read-input.js';
import { eraseCustomer, eraseSubscription } from '../operations/erasures/erasures.js';
import { BULK_COMMANDS } from './intake-commands.js';

/** Every command that an operations key may send. */
const OF_OPERATIONS = [...BULK_COMMANDS.values(), eraseCustomer, eraseSubscription].filter(({ permits }) =>
  permits.includes('operations'),
);

function pointersOf(payload: Parameters<typeof readInput>[0]): readonly string[] {
  try {
    readInput(payload, {}, '');
    return [];
  } catch (error) {
    const { problem } = error as { problem: { errors: readonly { pointer: string }[] } };
    return problem.errors.map(({ pointer }) => pointer);
  }
}

describe('a command of operations', () => {
  it.each(OF_OPERATIONS.map((one) => [one.name, one] as const))('is sent with a reason: %s', (_name, one) =>
    expect(one.onSubscription || pointersOf(one.payload).includes('/reason')).toBe(true),
  );
});
