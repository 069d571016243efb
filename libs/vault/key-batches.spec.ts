import { KeyBatches } from './key-batches.js';
import type { Subject } from './vault.js';
import type { Held } from './vault-database.js';

const held = (subject: Subject): Held => ({ id: subject, key: Buffer.alloc(32) });
const subjects = (count: number): Subject[] => Array.from({ length: count }, (_, n): Subject => `customer:${n}`);

/** Remembers what each round trip was asked for. */
function recording(asked: number[] = []) {
  const fetch = async (wanted: readonly Subject[]) => {
    asked.push(wanted.length);
    await new Promise((resolve) => setImmediate(resolve));
    return new Map(wanted.map((subject) => [subject, held(subject)]));
  };
  return { asked, batches: new KeyBatches(fetch) };
}

describe('asking for keys', () => {
  it('takes one round trip for all that one turn asks for, each subject once', async () => {
    const { asked, batches } = recording();
    const found = await Promise.all([...subjects(3), ...subjects(3)].map((subject) => batches.get(subject)));
    expect(found).toEqual([...subjects(3), ...subjects(3)].map(held));
    expect(asked).toEqual([3]);
  });

  it('puts what comes while one is under way into the next', async () => {
    const { asked, batches } = recording();
    const first = batches.get('customer:0');
    await new Promise((resolve) => setImmediate(resolve));
    const later = subjects(4).map((subject) => batches.get(subject));
    await Promise.all([first, ...later]);
    expect(asked).toEqual([1, 4]);
  });

  it('asks for at most five hundred at a time', async () => {
    const { asked, batches } = recording();
    await Promise.all(subjects(1_001).map((subject) => batches.get(subject)));
    expect(asked).toEqual([500, 500, 1]);
  });

  it('fails for those of the failed round trip only', async () => {
    let failures = 1;
    const batches = new KeyBatches(async (wanted) => {
      if (failures-- > 0) throw new Error('away');
      return new Map(wanted.map((subject) => [subject, held(subject)]));
    });
    await expect(batches.get('customer:1')).rejects.toThrow('away');
    expect(await batches.get('customer:1')).toEqual(held('customer:1'));
  });
});
