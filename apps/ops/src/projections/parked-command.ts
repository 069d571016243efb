import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';

interface Parked {
  readonly projection: string;
  readonly stream: string;
  readonly revision: number;
  readonly error: string;
  readonly parkedAt: string;
  readonly eventsBehind: number;
}

interface Answer {
  readonly released: boolean;
  readonly works: boolean;
  readonly events: number;
  readonly error: string | null;
  readonly revision: number | null;
  readonly rows: readonly { readonly table: string; readonly row: object }[];
}

const OPTIONS = { reason: { type: 'string' } } as const;
const HEADING = ['projection', 'stream', 'revision', 'behind', 'since', 'error'];

export const PARKED: OpsCommand = {
  usage: `  parked ${ASKING_USAGE}
                          what projections go on without, with the error
  parked try PROJECTION STREAM
                          applies it on a copy: what would be there, or what still fails
  parked release PROJECTION STREAM --reason TEXT
                          applies it for good, in order, or nothing of it
`,
  async run([what, ...args]) {
    if (what === 'try' || what === 'release') return ask(what, args);
    const { options } = readCommandLine(what === undefined ? [] : [what, ...args], OPTIONS);
    const answer = await runningApi(options, 'operations').get('/v1/ops/parked');
    const rowOf = (one: Parked) => [
      one.projection,
      one.stream,
      one.revision,
      one.eventsBehind,
      one.parkedAt,
      one.error,
    ];
    show(options, answer, ({ items }) =>
      items.length === 0 ? 'nothing is parked\n' : columns(HEADING, items.map(rowOf)),
    );
    return 0;
  },
};

async function ask(action: 'try' | 'release', args: readonly string[]): Promise<number> {
  const { options, words } = readCommandLine(args, OPTIONS, ['PROJECTION', 'STREAM']);
  const { reason } = options;
  if (action === 'release' && reason === undefined) throw new OpsError('say --reason: it is kept with the release');
  const path = { projection: words.PROJECTION, stream: words.STREAM };
  const route = `/v1/ops/parked/{projection}/{stream}/${action}` as const;
  const answer = await runningApi(options, 'operations').post(route, { path, body: { reason } });
  show(options, answer, told);
  return answer.works ? 0 : 1;
}

function told({ released, works, events, error, revision, rows }: Answer): string {
  const what = released ? 'released' : works ? 'would work' : `still fails at revision ${revision}: ${error}`;
  return [`${events} events: ${what}`, ...rows.map(({ table, row }) => `  ${table} ${JSON.stringify(row)}`), ''].join(
    '\n',
  );
}
