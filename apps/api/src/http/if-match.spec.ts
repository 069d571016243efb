import { readIfMatch } from './if-match.js';

describe('If-Match', () => {
  it.each([
    [undefined, undefined],
    ['*', 'any'],
    ['"3"', [3]],
    [' "0" , "12"', [0, 12]],
    ['W/"3"', []],
    ['"03"', []],
    ['"another server\'s"'.replace(' ', '-'), []],
    ['"-1"', []],
  ])('%s is for %j', (header, revisions) => expect(readIfMatch(header)).toEqual(revisions));

  it.each(['', '3', '"3', '"3";"4"', '*, "3"'])('%j is malformed', (header) =>
    expect(() => readIfMatch(header)).toThrow('If-Match must be'),
  );
});
