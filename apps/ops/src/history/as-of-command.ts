import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { KIND_WORDS, kindOf } from './history-kinds.js';
import { inOneLine } from './terminal.js';

interface AsOf {
  readonly at: string;
  readonly time: string;
  readonly revision: number | null;
  readonly state: Readonly<Record<string, unknown>> | null;
}

export const AS_OF: OpsCommand = {
  usage: `  as-of ${KIND_WORDS} ID [--at INSTANT] [--time recorded|effective] ${ASKING_USAGE}
                          what it looked like then: by what was known (recorded) or by what was in force (effective)
`,
  async run(args) {
    const { options, words } = readCommandLine(args, { at: { type: 'string' }, time: { type: 'string' } }, [
      'KIND',
      'ID',
    ]);
    const path = { kind: kindOf(words.KIND), id: words.ID };
    const { at, time } = options;
    const api = runningApi(options, 'operations');
    const answer = await api.get('/v1/ops/{kind}/{id}/as-of', { path, query: { at, time } });
    show(options, answer, forPeople);
    return 0;
  },
};

function forPeople({ at, time, revision, state }: AsOf): string {
  if (state === null) return `nothing had happened yet at ${at} (${time})\n`;
  const rows = Object.entries(state).map(([name, value]) => [name, inOneLine(value)]);
  return `at ${at} (${time}), revision ${revision}\n\n${columns(['field', 'value'], rows)}`;
}
