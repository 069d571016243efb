import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { KIND_WORDS, kindOf } from './history-kinds.js';
import { inOneLine } from './terminal.js';

interface Event {
  readonly type: string;
  readonly revision: number;
  readonly effectiveAt: string;
  readonly actor: string;
  readonly command: string;
}

interface Difference {
  readonly from: string;
  readonly to: string;
  readonly changes: readonly { field: string; before: unknown; after: unknown; because: string; event: Event }[];
  readonly truncated: boolean;
}

const OPTIONS = { from: { type: 'string' }, to: { type: 'string' }, time: { type: 'string' } } as const;
const HEADING = ['field', 'before', 'after', 'by event', 'counts from', 'actor', 'command'];

export const DIFF: OpsCommand = {
  usage: `  diff ${KIND_WORDS} ID --from INSTANT [--to INSTANT] [--time recorded|effective] ${ASKING_USAGE}
                          what changed between two instants, field by field, and the event that changed it
`,
  async run(args) {
    const { options, words } = readCommandLine(args, OPTIONS, ['KIND', 'ID']);
    const { from, to, time } = options;
    if (from === undefined) throw new OpsError('say --from');
    const path = { kind: kindOf(words.KIND), id: words.ID };
    const api = runningApi(options, 'operations');
    show(options, await api.get('/v1/ops/{kind}/{id}/diff', { path, query: { from, to, time } }), forPeople);
    return 0;
  },
};

function forPeople({ from, to, changes, truncated }: Difference): string {
  const rows = changes.map(({ field, before, after, because, event }) => [
    field,
    inOneLine(before),
    inOneLine(after),
    `${event.revision} ${event.type}${because === 'day' ? ' (its day came)' : ''}`,
    event.effectiveAt,
    event.actor,
    event.command,
  ]);
  const more = truncated ? 'there are more: ask for less time\n' : '';
  return `from ${from} to ${to}: ${changes.length} fields\n\n${columns(HEADING, rows)}${more}`;
}
