import { Body, Controller, Get, HttpCode, HttpStatus, Inject, Param, Post, Req } from '@nestjs/common';
import { ApiBody, ApiHeader, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { Instant } from '#kernel/instant.js';
import { VerificationRequests } from '#read-models/verifications/verification.requests.js';
import type {
  ChainReport,
  TableReport,
  VerificationRow,
  VerificationStatus,
} from '#read-models/verifications/verification.rows.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { WholeNumber } from '../../http/input/other-fields.js';
import { readInput } from '../../http/input/read-input.js';
import { Id } from '../../http/input/text-fields.js';
import { Permits } from '../../http/permits.js';
import { found } from '../../query/read.js';
import { operatorOf, requestIdOf } from '../operator.js';
import { etaOf, positionText } from '../rebuilds/rebuild-answer.js';

const KEY_HEADER = {
  name: 'Idempotency-Key',
  required: true,
  schema: { type: 'string', minLength: 1, maxLength: 255 },
};
const EVENTS_PER_SECOND_LIMIT = 1_000_000;

export interface VerificationAnswer {
  readonly verificationId: string;
  readonly askedBy: string;
  readonly status: VerificationStatus;
  readonly startedAt: Instant;
  readonly finishedAt: Instant | null;
  readonly position: string | null;
  readonly events: number;
  readonly eventsTotal: number | null;
  readonly streams: number | null;
  readonly eventsPerSecond: number;
  readonly etaSeconds: number | null;
  readonly chain: ChainReport | null;
  readonly readModels: readonly TableReport[] | null;
  readonly error: string | null;
}

class VerificationPath {
  @Id()
  readonly verificationId: string;
}

class VerificationBody {
  @WholeNumber({ min: 1, max: EVENTS_PER_SECOND_LIMIT, optional: true })
  readonly eventsPerSecondMax?: number;
}

/** Whether the history is as it was written, and the read models as it says; the projector that leads does the work. */
@ApiTags('operations')
@Controller('v1/ops/verifications')
@Permits(['operations'])
export class VerificationsController {
  constructor(
    @Inject(VerificationRequests) private readonly verifications: VerificationRequests,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  @Post()
  @HttpCode(HttpStatus.ACCEPTED)
  @ApiOperation({ summary: 'Verifies every chain and every row; where one runs, that one', operationId: 'verify' })
  @ApiBody({ type: VerificationBody })
  @ApiHeader(KEY_HEADER)
  async order(@Body() body: unknown, @Req() request: FastifyRequest): Promise<VerificationAnswer> {
    const id = requestIdOf(request);
    const { eventsPerSecondMax = null } = readInput(VerificationBody, body ?? {});
    return this.shown(await this.verifications.order(id, operatorOf(request), eventsPerSecondMax));
  }

  @Get()
  @ApiOperation({ summary: 'Verifications, newest first', operationId: 'verifications' })
  async list(): Promise<{ readonly items: readonly VerificationAnswer[]; readonly nextCursor: null }> {
    const rows = await this.verifications.list();
    return { items: await Promise.all(rows.map((row) => this.shown(row))), nextCursor: null };
  }

  @Get(':verificationId')
  @ApiOperation({ summary: 'A verification: progress, broken chains, drift', operationId: 'verification' })
  async find(
    @Param(new InputPipe(VerificationPath)) { verificationId }: VerificationPath,
  ): Promise<VerificationAnswer> {
    const row = await found(() => this.verifications.find(verificationId), 'verification', { verificationId });
    return this.shown(row);
  }

  private async shown(row: VerificationRow): Promise<VerificationAnswer> {
    const { status, events_read, events_total, events_per_second, chain } = row;
    return {
      verificationId: row.verification_id,
      askedBy: row.asked_by,
      status,
      startedAt: row.started_at,
      finishedAt: row.finished_at,
      position: positionText(await this.reader.storeId(), row.position_to),
      events: Number(events_read),
      eventsTotal: events_total === null ? null : Number(events_total),
      streams: chain?.streams ?? null,
      eventsPerSecond: events_per_second,
      etaSeconds: status === 'running' ? etaOf(events_read, events_total, events_per_second) : null,
      chain,
      readModels: row.read_models,
      error: row.error,
    };
  }
}
