import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { type RunningApi, runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { watchProgress } from './projector-progress.js';

interface Verification {
  readonly verificationId: string;
  readonly askedBy: string;
  readonly status: string;
  readonly startedAt: string;
  readonly events: number;
  readonly eventsTotal: number | null;
  readonly eventsPerSecond: number;
  readonly etaSeconds: number | null;
  readonly chain: {
    readonly streams: number;
    readonly events: number;
    readonly faulty: number;
    readonly faults: readonly {
      readonly stream: string;
      readonly revision: number;
      readonly verdict: string;
      readonly problem: string;
    }[];
  } | null;
  readonly readModels:
    | readonly {
        readonly table: string;
        readonly rows: number;
        readonly driftedRows: number;
        readonly drift: readonly {
          readonly key: object;
          readonly field: string | null;
          readonly served: unknown;
          readonly expected: unknown;
        }[];
      }[]
    | null;
  readonly error: string | null;
}

const OPTIONS = { 'events-per-second-max': { type: 'string' }, detach: { type: 'boolean' } } as const;

export const VERIFY: OpsCommand = {
  usage: `  verify [--events-per-second-max N] [--detach] ${ASKING_USAGE}
                          checks the chain of every stream, and every row of every read model; fails when one is wrong
  verify list             the newest ones; one runs every day by itself
  verify watch ID
`,
  async run([what, ...args]) {
    if (what === 'list') return list(args);
    if (what === 'watch') {
      const { options, words } = readCommandLine(args, OPTIONS, ['ID']);
      return watch(runningApi(options, 'operations'), words.ID, options);
    }
    const { options } = readCommandLine(what === undefined ? [] : [what, ...args], OPTIONS);
    const api = runningApi(options, 'operations');
    const most = options['events-per-second-max'];
    const body = most === undefined ? {} : { eventsPerSecondMax: Number(most) };
    const made = await api.post('/v1/ops/verifications', { body });
    if (!options.detach) return watch(api, made.verificationId, options);
    show(options, made, ({ verificationId }) => `${verificationId}\n`);
    return 0;
  },
};

async function list(args: readonly string[]): Promise<number> {
  const { options } = readCommandLine(args, OPTIONS);
  const answer = await runningApi(options, 'operations').get('/v1/ops/verifications');
  const heading = ['verification', 'status', 'asked by', 'events', 'since'];
  const rowOf = (one: Verification) => [one.verificationId, one.status, one.askedBy, one.events, one.startedAt];
  show(options, answer, ({ items }) => columns(heading, items.map(rowOf)));
  return 0;
}

async function watch(
  api: RunningApi,
  verificationId: string,
  options: { readonly json?: boolean | undefined },
): Promise<number> {
  const look = () => api.get('/v1/ops/verifications/{verificationId}', { path: { verificationId } });
  const seen = await watchProgress(look, {
    progressOf: ({ events, ...rest }) => ({ ...rest, eventsRead: events }),
    isDone: ({ status }) => status !== 'running',
    left: `the verification goes on\n  to look on:  npm run ops -- verify watch ${verificationId}\n`,
  });
  if (seen === undefined) return 0;
  show(options, seen, told);
  return seen.status === 'clean' ? 0 : 1;
}

function told({ status, chain, readModels, error }: Verification): string {
  const tables = readModels ?? [];
  const rows = tables.reduce((all, table) => all + table.rows, 0);
  return [
    `${status}: ${chain?.events ?? 0} events in ${chain?.streams ?? 0} streams, ${rows} rows in ${tables.length} tables`,
    ...(error === null ? [] : [error]),
    ...(chain?.faults ?? []).map((one) => `  ${one.stream}, revision ${one.revision}: ${one.verdict}, ${one.problem}`),
    ...tables.flatMap(({ table, drift }) =>
      drift.map(
        ({ key, field, served, expected }) =>
          `  ${table} ${Object.values(key).join(' ')}${field === null ? '' : ` ${field}`}: served ${JSON.stringify(served)}, expected ${JSON.stringify(expected)}`,
      ),
    ),
    '',
  ].join('\n');
}
