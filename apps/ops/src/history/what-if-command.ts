import { readFileSync } from 'node:fs';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { runningApi } from '../asking/running-api.js';
import { columns } from '../asking/show.js';
import { inOneLine } from './terminal.js';

interface Brief {
  readonly outcome: string;
  readonly events: readonly { readonly type: string }[];
  readonly refusal: { readonly code: string } | null;
}

interface Difference {
  readonly stream: string;
  readonly command: string;
  readonly recordedAt: string;
  readonly differs: readonly string[];
  readonly actual: Brief;
  readonly instead: Brief;
  readonly changes: readonly { readonly field: string; readonly actual: unknown; readonly instead: unknown }[];
}

interface Answer {
  readonly commands: number;
  readonly decisionsSame: number;
  readonly notJudged: Readonly<Record<string, number>>;
  readonly differences: readonly Difference[];
  readonly nextCursor: string | null;
  readonly until: string | null;
}

const OPTIONS = {
  policy: { type: 'string' },
  from: { type: 'string' },
  to: { type: 'string' },
  reseller: { type: 'string' },
} as const;
const HEADING = ['recorded', 'stream', 'command', 'differs in', 'was', 'instead'];
/** Fields named in one line. */
const FIELDS_MAX = 3;

export const WHAT_IF: OpsCommand = {
  usage: `  what-if [--policy FILE] --from INSTANT --to INSTANT [--reseller ID] ${ASKING_USAGE}
                          which decisions of that time another vendor policy would have come to otherwise; changes nothing
`,
  async run(args) {
    const { options } = readCommandLine(args, OPTIONS);
    const { from, to, reseller: resellerId } = options;
    if (from === undefined || to === undefined) throw new OpsError('say --from and --to');
    const policy = options.policy === undefined ? undefined : policyIn(options.policy);
    const api = runningApi(options, 'operations');
    const whole = {
      commands: 0,
      decisionsSame: 0,
      notJudged: {} as Record<string, number>,
      differences: [] as Difference[],
    };
    for (let cursor: string | null | undefined; cursor !== null; ) {
      const body = { from, to, policy, resellerId, cursor };
      const answer: Answer = await api.post('/v1/ops/what-ifs', { body });
      whole.commands += answer.commands;
      whole.decisionsSame += answer.decisionsSame;
      whole.differences.push(...answer.differences);
      for (const [command, count] of Object.entries(answer.notJudged)) {
        whole.notJudged[command] = (whole.notJudged[command] ?? 0) + count;
      }
      cursor = answer.nextCursor;
      if (cursor !== null && process.stderr.isTTY) {
        process.stderr.write(`\r${whole.commands} commands, until ${answer.until}, ${whole.differences.length} differ`);
      }
    }
    process.stdout.write(options.json ? `${JSON.stringify({ from, to, ...whole }, null, 2)}\n` : forPeople(whole));
    return 0;
  },
};

function policyIn(file: string): Readonly<Record<string, unknown>> {
  try {
    return JSON.parse(readFileSync(file, 'utf8'));
  } catch (error) {
    throw new OpsError(`--policy ${file}: ${error instanceof Error ? error.message : error}`);
  }
}

function forPeople({ commands, decisionsSame, notJudged, differences }: Omit<Answer, 'nextCursor' | 'until'>): string {
  const others = Object.entries(notJudged).map(([command, count]) => `${command} ${count}`);
  return [
    `${commands} commands judged again: ${decisionsSame} decided the same, ${differences.length} otherwise`,
    ...(others.length === 0 ? [] : [`not judged again: ${others.join(', ')}`]),
    '',
    ...(differences.length === 0 ? [] : [columns(HEADING, differences.map(cells))]),
  ].join('\n');
}

function cells({ recordedAt, stream, command, differs, actual, instead, changes }: Difference) {
  const side = (brief: Brief, of: (change: Difference['changes'][number]) => unknown) => {
    if (actual.outcome !== instead.outcome || differs.includes('events')) return outcomeOf(brief);
    return changes
      .slice(0, FIELDS_MAX)
      .map((change) => `${change.field.split('/').slice(3).join('/') || change.field} ${inOneLine(of(change))}`)
      .join(', ');
  };
  const was = side(actual, (change) => change.actual);
  return [recordedAt, stream, command, differs.join(', '), was, side(instead, (change) => change.instead)];
}

function outcomeOf({ outcome, events, refusal }: Brief): string {
  if (refusal !== null) return `${outcome}: ${refusal.code}`;
  return events.length === 0 ? 'nothing' : events.map(({ type }) => type).join(', ');
}
