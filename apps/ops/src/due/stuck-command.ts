import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { ageOf } from './due-columns.js';
import { listed } from './due-lists.js';

const OPTIONS = {
  status: { type: 'string' },
  'vendor-error': { type: 'string' },
  reseller: { type: 'string' },
  'older-than': { type: 'string' },
} as const;

interface Stuck {
  readonly subscriptionId: string;
  readonly status: string;
  readonly attempt: number;
  readonly resellerId: string;
  readonly productName: string;
  readonly poNumber: string;
  readonly ageSeconds: number;
  readonly vendorError: { readonly code: number; readonly message: string } | null;
  readonly mayResubmit: boolean;
}

const stuckColumns = (orders: readonly Stuck[]): string =>
  columns(
    ['age', 'status', 'attempt', 'subscription', 'PO', 'reseller', 'product', 'vendor error', 'resubmit'],
    orders.map((order) => [
      ageOf(order.ageSeconds),
      order.status,
      order.attempt,
      order.subscriptionId,
      order.poNumber,
      order.resellerId,
      order.productName,
      order.vendorError === null ? '' : `${order.vendorError.code} ${order.vendorError.message}`,
      order.mayResubmit ? 'yes' : '',
    ]),
  );

export const STUCK: OpsCommand = {
  usage: `  stuck [--status STATUS] [--vendor-error CODE] [--reseller ID] [--older-than SECONDS] ${ASKING_USAGE}
                          orders that are not active yet, the oldest first
`,
  async run(args) {
    const { options } = readCommandLine(args, OPTIONS);
    const { status, reseller: resellerId, 'vendor-error': vendorErrorCode, 'older-than': olderThanSeconds } = options;
    const query = { status, resellerId, vendorErrorCode, olderThanSeconds };
    show(options, await listed(runningApi(options, 'operations'), '/v1/ops/provisioning', { query }), stuckColumns);
    return 0;
  },
};
