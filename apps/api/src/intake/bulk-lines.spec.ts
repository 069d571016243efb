import { BULK_LINE_BYTES_MAX } from '../http/limits.js';
import { linesOf } from './bulk-lines.js';

async function* chunks(parts: readonly string[]): AsyncGenerator<Buffer> {
  for (const part of parts) yield Buffer.from(part);
}

async function split(...parts: string[]) {
  const lines: [number, string][] = [];
  for await (const some of linesOf(chunks(parts))) {
    for (const { number, bytes } of some) lines.push([number, bytes.toString()]);
  }
  return lines;
}

describe('the lines of a bulk request', () => {
  it('are counted from 1, blank ones too, which have no answer', async () => {
    expect(await split('{"a":1}\n\n \t\r\n{"b":2}')).toEqual([
      [1, '{"a":1}'],
      [4, '{"b":2}'],
    ]);
  });

  it('may end as on Windows, and the last one need not end at all', async () => {
    expect(await split('1\r\n2')).toEqual([
      [1, '1\r'],
      [2, '2'],
    ]);
    expect(await split('1\n')).toEqual([[1, '1']]);
  });

  it('are the same however the stream is cut', async () => {
    const text = 'one\n\ntwo\r\n three\n';
    const whole = await split(text);
    for (let at = 0; at <= text.length; at += 1) {
      expect(await split(text.slice(0, at), text.slice(at))).toEqual(whole);
    }
    expect(await split(...text)).toEqual(whole);
  });

  it('are none in nothing', async () => expect([await split(), await split('', '')]).toEqual([[], []]));

  it('are held up to their limit, and counted on behind it', async () => {
    const long = 'x'.repeat(BULK_LINE_BYTES_MAX);
    for (const parts of [[`${long}xx\n1`], [long, 'x', 'x\n1'], [`${' '.repeat(BULK_LINE_BYTES_MAX)}xx\n1`]]) {
      const lines = [];
      for await (const some of linesOf(chunks(parts))) lines.push(...some);
      expect(lines.map(({ number, bytes, length }) => [number, bytes.length, length])).toEqual([
        [1, BULK_LINE_BYTES_MAX, BULK_LINE_BYTES_MAX + 2],
        [2, 1, 1],
      ]);
    }
  });

  it('of a stream that breaks off are those that were whole', async () => {
    async function* broken(): AsyncGenerator<Buffer> {
      yield Buffer.from('one\ntwo');
      throw new Error('cut');
    }
    const seen: number[] = [];
    const reading = async () => {
      for await (const some of linesOf(broken())) seen.push(...some.map(({ number }) => number));
    };
    await expect(reading()).rejects.toThrow('cut');
    expect(seen).toEqual([1]);
  });
});
