import type { AnswerTo } from '#client/document-types.js';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { show } from '../asking/show.js';
import { KIND_WORDS, kindOf } from './history-kinds.js';
import { coloured, inOneLine } from './terminal.js';

type Explanation = AnswerTo<'/v1/ops/{kind}/{id}/explain', 'get'>;
type Cause = Explanation['because'][number];
type Fact = Cause['inputs']['facts'][number];

export const EXPLAIN: OpsCommand = {
  usage: `  explain ${KIND_WORDS} ID FIELD ${ASKING_USAGE}
                          why a field says so (/cutoff/date, /charges/3, /licenses/USER, /due/renewal): the events behind
                          it, their commands, and what those were decided from
`,
  async run(args) {
    const { options, words } = readCommandLine(args, {}, ['KIND', 'ID', 'FIELD']);
    const field = words.FIELD.startsWith('/') ? words.FIELD : `/${words.FIELD}`;
    const path = { kind: kindOf(words.KIND), id: words.ID };
    const api = runningApi(options, 'operations');
    show(options, await api.get('/v1/ops/{kind}/{id}/explain', { path, query: { field } }), forPeople);
    return 0;
  },
};

const forPeople = ({ field, value, readModel, because, truncated }: Explanation): string =>
  [
    `${coloured('bold', field)} = ${inOneLine(value)}   (read model ${readModel})`,
    ...because.map(causeLines),
    ...(truncated ? ['there are older ones: see history'] : []),
    '',
  ].join('\n');

function causeLines(cause: Cause): string {
  const { before, after, because, actor, client, command, commandId, correlationId, inputs } = cause;
  return [
    '',
    `${inOneLine(before)} → ${inOneLine(after)}${because === 'day' ? ', for its day came' : ''}`,
    `  event    ${eventLine(cause)}`,
    `  command  ${command} by ${actor}${client === null ? '' : ` of ${client}`}, request ${correlationId}`,
    ...(commandId === null ? [] : [`  key      command id ${commandId}`]),
    ...(inputs.payload === null ? [] : [`  asked    ${inOneLine(inputs.payload)}`]),
    ...inputs.facts.map(({ stream, revision, event }) => `  used     ${stream} at revision ${revision}${told(event)}`),
  ].join('\n');
}

const eventLine = ({ stream, revision, type, effectiveAt, recordedAt }: Cause): string =>
  `${type}, revision ${revision} of ${stream}, counts from ${effectiveAt}, recorded ${recordedAt}`;

const told = (event: Fact['event']): string => (event === null ? '' : `: ${event.type} ${inOneLine(event.data)}`);
