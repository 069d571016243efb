import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { runningApi } from '../asking/running-api.js';
import { show } from '../asking/show.js';

const OPTIONS = {
  customer: { type: 'string' },
  subscription: { type: 'string' },
  reason: { type: 'string' },
} as const;

export const ERASE: OpsCommand = {
  usage: `  erase --customer ID | --subscription ID --reason TEXT ${ASKING_USAGE}
                          destroys the key of a person's data, everywhere and for good
`,
  async run(args) {
    const { options } = readCommandLine(args, OPTIONS);
    const { customer, subscription, reason } = options;
    if ((customer === undefined) === (subscription === undefined))
      throw new OpsError('say --customer or --subscription');
    if (reason === undefined) throw new OpsError('say --reason: it is kept in the history');
    const subject = customer === undefined ? { subscriptionId: subscription } : { customerId: customer };
    const erased = await runningApi(options, 'operations').post('/v1/ops/erasures', { body: { ...subject, reason } });
    show(options, erased, () => `erased: what was personal of ${customer ?? subscription} reads null from now on\n`);
    return 0;
  },
};
