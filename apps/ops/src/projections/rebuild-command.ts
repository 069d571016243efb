import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { type RunningApi, runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { type Progressing, watchProgress } from './projector-progress.js';

interface Rebuild extends Progressing {
  readonly rebuildId: string;
  readonly projections: readonly string[];
  readonly status: string;
  readonly wanted: string | null;
  readonly startedAt: string;
  readonly proof: {
    readonly complete: boolean;
    readonly events: Readonly<Record<'read' | 'applied' | 'ignored' | 'parked', number>>;
    readonly rowsHash: string;
    readonly servedRowsHash: string;
  } | null;
  readonly preview: {
    readonly rows: number;
    readonly added: number;
    readonly removed: number;
    readonly changed: number;
    readonly examples: readonly {
      readonly table: string;
      readonly key: object;
      readonly field: string | null;
      readonly served: unknown;
      readonly rebuilt: unknown;
      readonly events: readonly { readonly stream: string; readonly revision: number; readonly type: string }[];
    }[];
  } | null;
  readonly error: string | null;
}

const OPTIONS = {
  reason: { type: 'string' },
  'events-per-second-max': { type: 'string' },
  detach: { type: 'boolean' },
} as const;
const WISHES = ['cut-over', 'roll-back', 'cancel'] as const;
const UNDER_WAY = ['queued', 'reading'];

type Options = Parameters<typeof show>[0] & ReturnType<typeof readCommandLine<typeof OPTIONS>>['options'];

export const REBUILD: OpsCommand = {
  usage: `  rebuild NAME[,NAME…]|all [--events-per-second-max N] [--reason TEXT] [--detach] ${ASKING_USAGE}
                          reads the history again beside what is served; ends with a proof and a preview
  rebuild list            the newest ones
  rebuild watch ID        looks on until it is ready
  rebuild cut-over ID --reason TEXT
                          serves what was rebuilt, at once
  rebuild roll-back ID --reason TEXT
                          serves the old tables again, with what happened since
  rebuild cancel ID --reason TEXT
`,
  async run([what = '', ...args]) {
    const wish = WISHES.find((one) => one === what);
    if (what === 'list') return list(args);
    if (what === 'watch') {
      const { options, words } = readCommandLine(args, OPTIONS, ['ID']);
      return watch(runningApi(options, 'operations'), words.ID, options);
    }
    if (wish !== undefined) return ask(wish, args);
    return order(what, args);
  },
};

async function list(args: readonly string[]): Promise<number> {
  const { options } = readCommandLine(args, OPTIONS);
  const answer = await runningApi(options, 'operations').get('/v1/ops/rebuilds');
  const heading = ['rebuild', 'status', 'projections', 'events', 'since'];
  const rowOf = (one: Rebuild) => [one.rebuildId, one.status, one.projections.join(), one.eventsRead, one.startedAt];
  show(options, answer, ({ items }) => columns(heading, items.map(rowOf)));
  return 0;
}

async function order(names: string, args: readonly string[]): Promise<number> {
  const { options } = readCommandLine(args, OPTIONS);
  if (names === '') throw new OpsError('say which projections, or all');
  const api = runningApi(options, 'operations');
  const most = options['events-per-second-max'];
  const made = await api.post('/v1/ops/rebuilds', {
    body: {
      projections: names === 'all' ? 'all' : names.split(','),
      eventsPerSecondMax: most === undefined ? undefined : Number(most),
      reason: options.reason,
    },
  });
  if (!options.detach) return watch(api, made.rebuildId, options);
  show(options, made, ({ rebuildId }) => `${rebuildId}\n${hint(rebuildId)}`);
  return 0;
}

async function watch(api: RunningApi, rebuildId: string, options: Options): Promise<number> {
  const look = () => api.get('/v1/ops/rebuilds/{rebuildId}', { path: { rebuildId } });
  const seen = await watchProgress(look, {
    progressOf: (one) => one,
    isDone: ({ status, wanted }) => !UNDER_WAY.includes(status) && wanted === null,
    left: `the rebuild goes on\n${hint(rebuildId)}`,
  });
  if (seen === undefined) return 0;
  show(options, seen, told);
  return seen.status === 'failed' || seen.proof?.complete === false ? 1 : 0;
}

async function ask(wish: (typeof WISHES)[number], args: readonly string[]): Promise<number> {
  const { options, words } = readCommandLine(args, OPTIONS, ['ID']);
  if (options.reason === undefined) throw new OpsError('say --reason: it is kept with the rebuild');
  const api = runningApi(options, 'operations');
  const path = { rebuildId: words.ID };
  await api.post(`/v1/ops/rebuilds/{rebuildId}/${wish}` as const, { path, body: { reason: options.reason } });
  const seen = await watchProgress(() => api.get('/v1/ops/rebuilds/{rebuildId}', { path }), {
    progressOf: (one) => one,
    isDone: ({ wanted }) => wanted === null,
    left: `the projector goes on with it\n${hint(words.ID)}`,
  });
  if (seen === undefined) return 0;
  show(
    options,
    seen,
    ({ rebuildId, status, error }) => `${rebuildId} is ${status}${error === null ? '' : `: ${error}`}\n`,
  );
  return seen.error === null ? 0 : 1;
}

const hint = (rebuildId: string): string =>
  `  to look on:  npm run ops -- rebuild watch ${rebuildId}\n  to end it:   npm run ops -- rebuild cancel ${rebuildId} --reason TEXT\n`;

function told({ rebuildId, status, proof, preview, error }: Rebuild): string {
  if (proof === null || preview === null) return `${rebuildId} is ${status}${error === null ? '' : `: ${error}`}\n`;
  const { read, applied, ignored, parked } = proof.events;
  const complete = proof.complete ? 'complete' : 'NOT COMPLETE';
  const same = proof.rowsHash === proof.servedRowsHash ? 'the same rows as are served' : 'other rows than are served';
  const { rows, added, removed, changed, examples } = preview;
  return [
    `${rebuildId} is ${status}`,
    `proof:    ${complete}: ${read} read = ${applied} applied + ${ignored} ignored + ${parked} parked`,
    `          ${same}, ${proof.rowsHash}`,
    `preview:  ${rows} rows: ${added} added, ${removed} removed, ${changed} changed`,
    ...examples.map(exampleLine),
    ...(status === 'ready' ? [`to serve it:  npm run ops -- rebuild cut-over ${rebuildId} --reason TEXT`] : []),
    '',
  ].join('\n');
}

function exampleLine({
  table,
  key,
  field,
  served,
  rebuilt,
  events,
}: NonNullable<Rebuild['preview']>['examples'][number]) {
  const because = events.map(({ type, revision }) => `${type} (${revision})`).join(', ');
  const where = `${table} ${Object.values(key).join(' ')}${field === null ? '' : ` ${field}`}`;
  return `          ${where}: ${JSON.stringify(served)} -> ${JSON.stringify(rebuilt)}, by ${because || 'no event'}`;
}
