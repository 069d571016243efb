import { Controller, Get, Inject } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { formatPosition } from '#event-store/position.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { type ProjectionState, ProjectionStates } from '#read-models/progress/projection-states.js';
import { Permits } from '../../http/permits.js';

/** Events that are looked at to say how far behind a projection is; more are told as "more than". */
const BEHIND_EVENTS_MAX = 1_000;

export interface Lag {
  /** null: more than a thousand. */
  readonly events: number | null;
  /** Since the oldest event that it has not read was recorded; 0: it has read everything. */
  readonly seconds: number;
}

export interface ProjectionAnswer {
  readonly projection: string;
  readonly position: string | null;
  readonly events: {
    readonly read: number;
    readonly applied: number;
    readonly ignored: number;
    readonly parked: number;
  };
  readonly parkedStreams: number;
  readonly lag: Lag;
  readonly leading: boolean;
  readonly rebuild: string | null;
}

@ApiTags('operations')
@Controller('v1/ops/projections')
export class ProjectionsController {
  constructor(
    @Inject(ProjectionStates) private readonly states: ProjectionStates,
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(CLOCK) private readonly clock: Clock,
  ) {}

  @Get()
  @Permits(['operations'])
  @ApiOperation({
    summary: 'Every projection: where it is, what it counted, how far behind',
    operationId: 'projections',
  })
  async list(): Promise<{ readonly items: readonly ProjectionAnswer[]; readonly nextCursor: null }> {
    const states = await this.states.list();
    const storeId = await this.reader.storeId();
    const lags = new Map<bigint | null, Promise<Lag>>();
    const items = states.map(async (state) => {
      const lag = lags.get(state.position) ?? this.lagOf(state);
      lags.set(state.position, lag);
      return answerOf(state, await lag, storeId);
    });
    return { items: await Promise.all(items), nextCursor: null };
  }

  private async lagOf({ position, eventPosition }: ProjectionState): Promise<Lag> {
    const head = (await this.reader.head()) ?? -1n;
    if ((position ?? -1n) >= head) return { events: 0, seconds: 0 };
    const { items, end } = await this.reader.readAll(eventPosition ?? undefined, BEHIND_EVENTS_MAX);
    const unread = items.flatMap((item) => (item.kind === 'event' ? [item.event] : []));
    const [oldest] = unread.filter((event) => event.position > (position ?? -1n));
    if (oldest === undefined) return { events: 0, seconds: 0 };
    const seconds = (Date.parse(this.clock.now()) - Date.parse(oldest.metadata.recordedAt)) / 1_000;
    return { events: end ? unread.length : null, seconds: Math.max(0, seconds) };
  }
}

const answerOf = (state: ProjectionState, lag: Lag, storeId: string): ProjectionAnswer => {
  const { projection, eventPosition, read, applied, ignored, parked, parkedStreams, leading, rebuild } = state;
  const position = eventPosition === null ? null : formatPosition(storeId, eventPosition);
  return { projection, position, events: { read, applied, ignored, parked }, parkedStreams, lag, leading, rebuild };
};
