import type { PathWith } from '#client/document-types.js';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { runningApi } from '../asking/running-api.js';
import { show } from '../asking/show.js';

const OPTIONS = {
  reason: { type: 'string' },
  'received-at': { type: 'string' },
  evidence: { type: 'string' },
  'if-late': { type: 'string' },
  'po-number': { type: 'string' },
} as const;

type Options = { readonly [Name in keyof typeof OPTIONS]?: string | undefined };

interface OnSubscription {
  readonly usage: string;
  readonly what: string;
  readonly route: PathWith<'post'> & `/v1/${string}subscriptions/{subscriptionId}/${string}`;
  /** Beside the reason. */
  readonly body?: (options: Options) => Readonly<Record<string, string | undefined>>;
  readonly told: (answer: Readonly<Record<string, unknown>>) => string;
}

/** One command of operations on one subscription: it takes a reason, which is kept in the history. */
const onSubscription = ({ usage, what, route, body, told }: OnSubscription): OpsCommand => ({
  usage: `  ${usage} --reason TEXT ${ASKING_USAGE}
                          ${what}
`,
  async run(args) {
    const { options, words } = readCommandLine(args, OPTIONS, ['SUBSCRIPTION-ID']);
    const { reason } = options;
    if (reason === undefined) throw new OpsError('say --reason: it is kept in the history');
    const api = runningApi(options, 'operations');
    const path = { subscriptionId: words['SUBSCRIPTION-ID'] };
    const answer: object = await api.post(route, { path, body: { ...body?.(options), reason } });
    show(options, { ...answer }, (one) => `${told(one)}\n`);
    return 0;
  },
});

export const HOLD = onSubscription({
  usage: 'hold SUBSCRIPTION-ID',
  what: 'nothing falls due for it, and nobody else changes anything, until the release',
  route: '/v1/ops/subscriptions/{subscriptionId}/hold',
  told: () => 'held: nothing falls due until the release',
});

export const RELEASE = onSubscription({
  usage: 'release SUBSCRIPTION-ID',
  what: 'what was held happens, each as of its own due instant',
  route: '/v1/ops/subscriptions/{subscriptionId}/release',
  told: ({ status }) => `released: what fell due has happened; it is ${status}`,
});

export const DISABLE = onSubscription({
  usage: 'disable SUBSCRIPTION-ID [--received-at INSTANT --evidence TEXT] [--if-late defer|refuse]',
  what: 'disables auto-renewal, for good; as received at an instant, judged by what held then',
  route: '/v1/subscriptions/{subscriptionId}/disable-auto-renew',
  body: ({ 'received-at': receivedAt, evidence, 'if-late': ifLate }) => ({ receivedAt, evidence, ifLate }),
  told: ({ late, endsOn }) => `${late ? 'late: it renews once more, and ends' : 'in time: it ends'} on ${endsOn}`,
});

export const RESUBMIT = onSubscription({
  usage: 'resubmit SUBSCRIPTION-ID [--po-number PO]',
  what: 'a new attempt of a not-provisioned order, under the same tracking ID',
  route: '/v1/subscriptions/{subscriptionId}/resubmit',
  body: ({ 'po-number': poNumber }) => ({ poNumber }),
  told: ({ attempt }) => `resubmitted: attempt ${attempt}`,
});

export const REPLACE = onSubscription({
  usage: 'replace SUBSCRIPTION-ID [--po-number PO]',
  what: 'a fresh order, with a new tracking ID, in the place of a not-provisioned one',
  route: '/v1/subscriptions/{subscriptionId}/replace',
  body: ({ 'po-number': poNumber }) => ({ poNumber }),
  told: ({ subscriptionId, trackingId }) => `replaced by ${subscriptionId}, tracking ID ${trackingId}`,
});

export const CLOSE = onSubscription({
  usage: 'close SUBSCRIPTION-ID',
  what: 'a not-provisioned order is given up for good',
  route: '/v1/subscriptions/{subscriptionId}/close',
  told: () => 'closed',
});
