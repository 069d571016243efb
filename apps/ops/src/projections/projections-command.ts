import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';

interface Projection {
  readonly projection: string;
  readonly events: {
    readonly read: number;
    readonly applied: number;
    readonly ignored: number;
    readonly parked: number;
  };
  readonly parkedStreams: number;
  readonly lag: { readonly events: number | null; readonly seconds: number };
  readonly leading: boolean;
  readonly rebuild: string | null;
}

const HEADING = ['projection', 'read', 'applied', 'ignored', 'parked', 'streams parked', 'behind', 'rebuild'];

export const PROJECTIONS: OpsCommand = {
  usage: `  projections ${ASKING_USAGE}
                          where each projection is, what it counted, how far behind it is
`,
  async run(args) {
    const { options } = readCommandLine(args, {});
    const api = runningApi(options, 'operations');
    const answer = await api.get('/v1/ops/projections');
    show(options, answer, ({ items }) => `${columns(HEADING, items.map(rowOf))}${leaderOf(items)}\n`);
    return answer.items.every(({ parkedStreams }) => parkedStreams === 0) ? 0 : 1;
  },
};

const rowOf = ({ projection, events, parkedStreams, lag, rebuild }: Projection) => [
  projection,
  events.read,
  events.applied,
  events.ignored,
  events.parked,
  parkedStreams,
  behind(lag),
  rebuild,
];

const behind = ({ events, seconds }: Projection['lag']): string =>
  events === 0 ? '-' : `${events ?? 'more than 1000'} events, ${Math.round(seconds)} s`;

const leaderOf = (items: readonly Projection[]): string =>
  items.some(({ leading }) => leading) ? 'a projector leads' : 'no projector leads: nothing is projected now';
