import type { ItemOf } from '#client/document-types.js';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns } from '../asking/show.js';
import { KIND_WORDS, kindOf } from './history-kinds.js';
import { coloured, inOneLine } from './terminal.js';

type Entry = ItemOf<'/v1/ops/{kind}/{id}/timeline'>;

const HEADING = ['rev', 'counts from', 'recorded', 'what', 'by', 'command', 'request', 'facts'];
/** A line is read, not studied: --json has it whole. */
const FACTS_CHARACTERS_MAX = 120;

export const HISTORY: OpsCommand = {
  usage: `  history ${KIND_WORDS} ID ${ASKING_USAGE}
                          what happened and what was refused, in order: by whom, by which command, from what
`,
  async run(args) {
    const { options, words } = readCommandLine(args, {}, ['KIND', 'ID']);
    const path = { kind: kindOf(words.KIND), id: words.ID };
    const api = runningApi(options, 'operations');
    const items: Entry[] = [];
    for await (const entry of api.items('/v1/ops/{kind}/{id}/timeline', { path })) items.push(entry);
    process.stdout.write(options.json ? `${JSON.stringify({ items }, null, 2)}\n` : lines(items));
    return 0;
  },
};

function lines(items: readonly Entry[]): string {
  const [heading = '', ...rows] = columns(HEADING, items.map(cells)).trimEnd().split('\n');
  const shown = rows.map((row, index) => (items[index]?.entry === 'refused' ? coloured('red', row) : row));
  return `${[coloured('bold', heading), ...shown].join('\n')}\n`;
}

function cells(entry: Entry) {
  const { recordedAt, actor, command, correlationId } = entry;
  const facts = inOneLine(entry.entry === 'event' ? entry.data : entry.refusal).slice(0, FACTS_CHARACTERS_MAX);
  const by = [actor, command, correlationId, facts];
  if (entry.entry === 'refused') return ['', undefined, recordedAt, `refused: ${entry.refusal.code}`, ...by];
  return [entry.revision, entry.effectiveAt, recordedAt, entry.type, ...by];
}
