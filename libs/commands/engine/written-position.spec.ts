import { WrittenPosition } from './written-position.js';

describe('the last position that a process wrote', () => {
  it('is none before the first, and 0 is one', () => {
    const written = new WrittenPosition();
    expect(written.position).toBeUndefined();
    written.note(undefined);
    expect(written.position).toBeUndefined();
    written.note(0n);
    expect(written.position).toBe(0n);
  });

  it('never goes back, and takes the greatest that a store can have', () => {
    const written = new WrittenPosition();
    const greatest = 2n ** 63n - 1n;
    const seen = [5n, 4n, 6n, greatest, 7n].map((position) => {
      written.note(position);
      return written.position;
    });
    expect(seen).toEqual([5n, 5n, 6n, greatest, greatest]);
  });

  it('is one for all that share its memory, and none of whoever does not', () => {
    const memory = WrittenPosition.memory();
    const [one, other, alone] = [new WrittenPosition(), new WrittenPosition(), new WrittenPosition()];
    one.share(memory);
    other.share(memory);
    expect(other.position).toBeUndefined();
    one.note(7n);
    other.note(6n);
    expect([one.position, other.position, alone.position]).toEqual([7n, 7n, undefined]);
    other.note(8n);
    expect(one.position).toBe(8n);
  });
});
