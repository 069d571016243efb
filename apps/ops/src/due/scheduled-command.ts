import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';

interface Scheduled {
  readonly held: { readonly reason: string; readonly since: string; readonly actor: string } | null;
  readonly queue: { readonly answers: boolean; readonly problem: string | null };
  readonly items: readonly {
    readonly kind: string;
    readonly dueAt: string;
    readonly job: {
      readonly id: string;
      readonly state: string;
      readonly attempts: number;
      readonly failedReason: string | null;
    } | null;
  }[];
}

function told({ held, queue, items }: Scheduled): string {
  const hold = held === null ? '' : `on hold since ${held.since} by ${held.actor}: ${held.reason}\n`;
  const away = queue.answers ? '' : `the queue does not answer: ${queue.problem}\n`;
  const rows = items.map(({ kind, dueAt, job }) => [
    kind,
    dueAt,
    job?.state,
    job?.attempts,
    job?.id,
    job?.failedReason,
  ]);
  return `${hold}${away}${columns(['kind', 'due at', 'job', 'tries', 'job id', 'failed'], rows)}`;
}

export const SCHEDULED: OpsCommand = {
  usage: `  scheduled SUBSCRIPTION-ID ${ASKING_USAGE}
                          what falls due next for it, where the jobs are, and who holds it
`,
  async run(args) {
    const { options, words } = readCommandLine(args, {}, ['SUBSCRIPTION-ID']);
    const path = { subscriptionId: words['SUBSCRIPTION-ID'] };
    const api = runningApi(options, 'operations');
    show(options, await api.get('/v1/ops/subscriptions/{subscriptionId}/scheduled', { path }), told);
    return 0;
  },
};
