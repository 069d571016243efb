import { describe, expect, it } from '@jest/globals';
import { inBatches } from './in-batches.js';

const LINGER_MS = 20;

async function* source(...steps: readonly (number | 'wait' | Error)[]): AsyncGenerator<number> {
  for (const step of steps) {
    if (step instanceof Error) throw step;
    if (step === 'wait') await new Promise((resolve) => setTimeout(resolve, 3 * LINGER_MS));
    else yield step;
  }
}

async function batchesOf(items: AsyncIterable<number>, max = 10) {
  const batches: number[][] = [];
  try {
    for await (const batch of inBatches(items, max, LINGER_MS)) batches.push(batch);
  } catch (error) {
    return { batches, error: error instanceof Error ? error.message : error };
  }
  return { batches };
}

describe('taking a source in batches', () => {
  it('takes together what is there, and not what comes later', async () => {
    expect(await batchesOf(source(1, 2, 'wait', 3))).toEqual({ batches: [[1, 2], [3]] });
  });

  it('takes no more than the bound at once', async () => {
    expect(await batchesOf(source(1, 2, 3, 4, 5), 2)).toEqual({ batches: [[1, 2], [3, 4], [5]] });
  });

  it('hands on what came before an error, then throws it', async () => {
    expect(await batchesOf(source(1, 2, new Error('dropped')))).toEqual({ batches: [[1, 2]], error: 'dropped' });
    expect(await batchesOf(source(new Error('dropped')))).toEqual({ batches: [], error: 'dropped' });
  });

  it('ends with its source', async () => {
    expect(await batchesOf(source())).toEqual({ batches: [] });
  });
});
