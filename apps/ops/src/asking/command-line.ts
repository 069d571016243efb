import { type ParseArgsConfig, parseArgs } from 'node:util';
import { OpsError } from './ops-error.js';

/** Taken by every command that asks the running api. */
export const ASKING_OPTIONS = {
  /** Of the api, without a path. */
  url: { type: 'string' },
  /** Itself; other users of the machine see it in the list of processes, so better a file. */
  key: { type: 'string' },
  /** The file's first line is the key. */
  'key-file': { type: 'string' },
  /** The very answer, for a program. */
  json: { type: 'boolean' },
} as const;

/** For the end of a command's usage. */
export const ASKING_USAGE = '[--url URL] [--key KEY | --key-file FILE] [--json]';

type OptionsConfig = NonNullable<ParseArgsConfig['options']>;

type Values<Options extends OptionsConfig> = ReturnType<
  typeof parseArgs<{ options: Options & typeof ASKING_OPTIONS; allowPositionals: true }>
>['values'];

export interface CommandLine<Options extends OptionsConfig, Word extends string> {
  readonly options: Values<Options>;
  readonly words: Readonly<Record<Word, string>>;
}

/**
 * Reads what was typed after the command's name.
 * @param options of this command, beside those of all that ask.
 * @param words that must be there and are no options, in order, by the name that the usage gives them.
 * @throws OpsError for what is missing, unknown or too much.
 */
export function readCommandLine<const Options extends OptionsConfig, const Word extends string = never>(
  args: readonly string[],
  options: Options,
  words: readonly Word[] = [],
): CommandLine<Options, Word> {
  const { values, positionals } = parsed(args, options);
  const missing = words[positionals.length];
  if (missing !== undefined) throw new OpsError(`${missing} is missing`);
  const extra = positionals[words.length];
  if (extra !== undefined) throw new OpsError(`"${extra}" is one word too many`);
  const named = Object.fromEntries(words.map((word, place) => [word, positionals[place]]));
  return { options: values, words: named as Record<Word, string> };
}

function parsed<Options extends OptionsConfig>(args: readonly string[], options: Options) {
  try {
    return parseArgs({ args: [...args], options: { ...options, ...ASKING_OPTIONS }, allowPositionals: true });
  } catch (error) {
    throw new OpsError(error instanceof Error ? error.message : String(error));
  }
}
