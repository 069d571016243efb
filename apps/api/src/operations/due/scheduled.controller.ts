import { Controller, Get, Inject, Param } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { DueKind, DueWorkRow } from '#read-models/due-work/due-work.rows.js';
import { ScheduledQueries } from '#read-models/due-work/scheduled.queries.js';
import type { HeldBy } from '#read-models/subscription/subscription.rows.js';
import type { DueWork } from '#scheduling/due-work/due-work.js';
import { type PlannedJob, PlannedJobs, QueueAwayError } from '#scheduling/queues/planned-jobs.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { SubscriptionPath } from '../../http/input/paths.js';
import { Permits } from '../../http/permits.js';
import { found } from '../../query/read.js';

export interface ScheduledItem {
  readonly kind: DueKind;
  readonly dueAt: string;
  readonly held: boolean;
  /** null: not planned (jobs are, a quarter of an hour ahead), or the queue does not answer. */
  readonly job: PlannedJob | null;
}

export interface Scheduled {
  readonly held: HeldBy | null;
  readonly queue: { readonly answers: boolean; readonly problem: string | null };
  readonly items: readonly ScheduledItem[];
}

type Looked = Pick<Scheduled, 'queue'> & { readonly jobs: readonly (PlannedJob | null)[] };

@ApiTags('operations')
@Controller('v1/ops/subscriptions/:subscriptionId/scheduled')
@Permits(['operations'])
export class ScheduledController {
  constructor(
    @Inject(ScheduledQueries) private readonly scheduled: ScheduledQueries,
    @Inject(PlannedJobs) private readonly jobs: PlannedJobs,
  ) {}

  @Get()
  @ApiOperation({ summary: 'What is scheduled for a subscription, and where its jobs are', operationId: 'scheduled' })
  async find(@Param(new InputPipe(SubscriptionPath)) { subscriptionId }: SubscriptionPath): Promise<Scheduled> {
    const query = () => this.scheduled.ofSubscription(subscriptionId);
    const { held, work } = await found(query, 'subscription', { subscriptionId });
    const { jobs, queue } = await this.look(work.map(dueWorkOf));
    const items = work.map((row, index) => ({
      kind: row.kind,
      dueAt: row.due_at,
      held: row.held,
      job: jobs[index] ?? null,
    }));
    return { held, queue, items };
  }

  /** With the queue away the rest is answered all the same: it is in the read model. */
  private async look(work: readonly DueWork[]): Promise<Looked> {
    try {
      return { jobs: await this.jobs.find(work), queue: { answers: true, problem: null } };
    } catch (error) {
      if (!(error instanceof QueueAwayError)) throw error;
      return { jobs: [], queue: { answers: false, problem: error.message } };
    }
  }
}

const dueWorkOf = ({ stream, kind, due_at: dueAt, attempt, details }: DueWorkRow): DueWork => ({
  stream,
  kind,
  dueAt,
  attempt,
  details,
});
