import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { show } from '../asking/show.js';
import { overdueColumns } from './due-columns.js';
import { listed, printCsv } from './due-lists.js';

const OPTIONS = {
  kind: { type: 'string' },
  reseller: { type: 'string' },
  customer: { type: 'string' },
  held: { type: 'boolean' },
  csv: { type: 'boolean' },
} as const;

export const OVERDUE: OpsCommand = {
  usage: `  overdue [--kind KIND] [--reseller ID] [--customer ID] [--held] [--csv] ${ASKING_USAGE}
                          what was due and did not happen (exit code 3 where there is any); with --held what a hold keeps back
`,
  async run(args) {
    const { options } = readCommandLine(args, OPTIONS);
    const { kind, reseller: resellerId, customer: customerId, csv } = options;
    const held = options.held ? true : undefined;
    const api = runningApi(options, 'operations');
    const query = { kind, resellerId, customerId, held };
    if (csv) {
      await printCsv(api, '/v1/ops/overdue', query);
      return 0;
    }
    const items = await listed(api, '/v1/ops/overdue', { query });
    show(options, items, overdueColumns);
    return items.length > 0 && !held ? LATE : 0;
  },
};

/** For scripts: something needs a look. */
const LATE = 3;
