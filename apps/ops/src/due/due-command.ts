import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { amountOf, type DueLine, dueColumns } from './due-columns.js';
import { listed, printCsv } from './due-lists.js';

const OPTIONS = {
  from: { type: 'string' },
  to: { type: 'string' },
  by: { type: 'string' },
  kind: { type: 'string' },
  reseller: { type: 'string' },
  customer: { type: 'string' },
  csv: { type: 'boolean' },
} as const;

interface Period {
  readonly from: string;
  readonly to: string;
  readonly counts: Readonly<Record<string, number>>;
  readonly amounts: readonly NonNullable<DueLine['amount']>[];
}

const KINDS = ['cutoff', 'renewal', 'instalment', 'seats', 'end'];

const periodColumns = ({ items }: { readonly items: readonly Period[] }): string =>
  columns(
    ['from', 'to', ...KINDS, 'amounts (minor)'],
    items.map(({ from, to, counts, amounts }) => [
      from,
      to,
      ...KINDS.map((kind) => counts[kind] ?? 0),
      amounts.map(amountOf).join(', '),
    ]),
  );

export const DUE: OpsCommand = {
  usage: `  due [--from DATE] [--to DATE] [--by day|week|quarter] [--kind KIND] [--reseller ID] [--customer ID] [--csv]
    ${ASKING_USAGE}
                          what falls due, both days included; with --by how much of it
`,
  async run(args) {
    const { options } = readCommandLine(args, OPTIONS);
    const { from, to, by, kind, reseller: resellerId, customer: customerId, csv } = options;
    const api = runningApi(options, 'operations');
    const query = { from, to, kind, resellerId, customerId };
    if (by !== undefined) {
      show(options, await api.get('/v1/ops/due/summary', { query: { ...query, by } }), periodColumns);
    } else if (csv) {
      await printCsv(api, '/v1/ops/due', query);
    } else {
      show(options, await listed(api, '/v1/ops/due', { query }), dueColumns);
    }
    return 0;
  },
};
