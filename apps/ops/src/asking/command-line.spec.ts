import { readCommandLine } from './command-line.js';
import { OpsError } from './ops-error.js';

const read = (...args: string[]) => readCommandLine(args, { within: { type: 'string' } }, ['ID']);

describe('the command line of a command that asks the api', () => {
  it('has the words by name, its own options, and those of all', () =>
    expect(read('s-1', '--within', '7d', '--json', '--url', 'http://x')).toEqual({
      options: { within: '7d', json: true, url: 'http://x' },
      words: { ID: 's-1' },
    }));

  it.each<[string, string[], RegExp]>([
    ['a word that is missing', [], /^ID is missing$/],
    ['a word too many', ['s-1', 's-2'], /^"s-2" is one word too many$/],
    ['an option that nobody knows', ['s-1', '--withn', '7d'], /--withn/],
    ['an option without its value', ['s-1', '--within'], /--within/],
  ])('says what is wrong: %s', (_, args, message) => {
    expect(() => read(...args)).toThrow(OpsError);
    expect(() => read(...args)).toThrow(message);
  });
});
