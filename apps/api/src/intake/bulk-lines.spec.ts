import { ProblemError } from '../http/problem.js';
import { splitLines } from './bulk-lines.js';

const split = (text: string) => splitLines(Buffer.from(text)).map(({ number, bytes }) => [number, bytes.toString()]);

describe('the lines of a bulk request', () => {
  it('are counted from 1, blank ones too, which have no answer', () => {
    expect(split('{"a":1}\n\n \t\r\n{"b":2}')).toEqual([
      [1, '{"a":1}'],
      [4, '{"b":2}'],
    ]);
  });

  it('may end as on Windows, and the last one need not end at all', () => {
    expect(split('1\r\n2')).toEqual([
      [1, '1\r'],
      [2, '2'],
    ]);
    expect(split('1\n')).toEqual([[1, '1']]);
  });

  it('are none in nothing', () => expect(split('')).toEqual([]));

  it('are at most ten thousand', () => {
    expect(split('1\n'.repeat(10_000))).toHaveLength(10_000);
    expect(() => split('1\n'.repeat(10_001))).toThrow(ProblemError);
  });
});
