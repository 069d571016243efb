import { FrameBlocks } from './frame-blocks.js';

describe('frames copied into blocks', () => {
  it.each([1, 1_200, 16 * 1024, 16 * 1024 + 1, 200_000])(
    'stay as they were when the next ones come: %d bytes',
    (bytes) => {
      const blocks = new FrameBlocks();
      const lent = Buffer.alloc(bytes);
      const copies = Array.from({ length: 150 }, (_, n) => {
        lent.fill(n);
        return blocks.copy(lent);
      });
      expect(copies.every((copy, n) => copy.equals(Buffer.alloc(bytes, n)))).toBe(true);
    },
  );

  it('are as long as the length of what was lent, not as its memory', () => {
    const lent = Object.defineProperty(Buffer.from('abcdef'), 'length', { value: 3 });
    expect(new FrameBlocks().copy(lent).toString()).toBe('abc');
  });
});
