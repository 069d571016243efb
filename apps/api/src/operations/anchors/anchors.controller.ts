import { Body, Controller, Get, HttpCode, Inject, Post, Req, Res, type StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { anchorFileFault } from '#audit/anchor-files.js';
import type { AnchorToCheck } from '#audit/anchor-watch.js';
import { type Anchor, type AnchorFile, allAnchors, anchorOf } from '#audit/anchors.js';
import { checkAnchors } from '#audit/check-anchors.js';
import { AnchorHistory } from '#commands/audit/anchor-history.js';
import { AUDIT_READER, type AuditReader } from '#event-store/audit-reader.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { goneSignal } from '../../http/answer-end.js';
import { answerLater } from '../../http/answer-later.js';
import { callerOf } from '../../http/caller.js';
import { problemOfFault } from '../../http/fault-problem.js';
import { Permits } from '../../http/permits.js';
import { invalidRequest } from '../../http/request-problems.js';
import { Stopping } from '../../http/stopping.js';
import { auditProblemOf } from '../audit/audit-problems.js';
import { AuditReadings } from '../audit/audit-readings.js';

export type AnchorAnswer = Omit<Anchor, 'frontier'>;

const answerOf = ({ frontier: _, ...anchor }: Anchor): AnchorAnswer => anchor;

/** Files that are handed in at once: daily ones of a month. */
const FILES_MAX = 31;

/** What the history was, day by day, and whether it still is. */
@ApiTags('operations')
@Controller('v1/ops/anchors')
@Permits(['operations'])
export class AnchorsController {
  constructor(
    @Inject(AnchorHistory) private readonly anchoring: AnchorHistory,
    @Inject(AUDIT_READER) private readonly history: AuditReader,
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(SYSTEM_STREAM_READER) private readonly streams: SystemStreamReader,
    @Inject(AuditReadings) private readonly readings: AuditReadings,
    @Inject(Stopping) private readonly stopping: Stopping,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Merkle roots of the history, oldest first: one a day', operationId: 'anchors' })
  async list(): Promise<{ readonly items: readonly AnchorAnswer[] }> {
    const stored = await allAnchors(this.streams);
    return { items: stored.map(({ event }) => answerOf(anchorOf(event))) };
  }

  /** Twice is once: where nothing happened since, the newest one is the answer. */
  @Post()
  @HttpCode(200)
  @RouteConfig({ takesLong: true })
  @ApiOperation({ summary: 'Anchors the history now, beside the daily ones', operationId: 'anchorHistory' })
  make(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): StreamableFile {
    const { role, keyId } = callerOf(request);
    return this.reading(reply, async (signal) => {
      const { stored, file } = await this.anchoring.anchor(`${role}:${keyId}`, { signal });
      return { ...answerOf(anchorOf(stored.event)), file };
    });
  }

  /** Reads everything: the tree is made anew, and each event held against its own hash. */
  @Post('check')
  @HttpCode(200)
  @RouteConfig({ takesLong: true })
  @ApiOperation({
    summary: 'Holds the whole history against its anchors, and against files of anchors that were kept elsewhere',
    operationId: 'checkAnchors',
  })
  @ApiBody({
    schema: {
      type: 'object',
      properties: {
        files: {
          type: 'array',
          maxItems: FILES_MAX,
          items: { type: 'object', description: 'What is in a file of ANCHORS_DIR.' },
        },
      },
    },
  })
  async check(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): Promise<StreamableFile> {
    const given = filesOf(body, await this.reader.storeId());
    const own = (await allAnchors(this.streams)).map(({ event }) => ({
      ...anchorOf(event),
      source: 'history' as const,
    }));
    return this.reading(reply, (signal) => checkAnchors(this.history, [...own, ...given], { signal }));
  }

  private reading(reply: FastifyReply, read: (signal: AbortSignal) => Promise<object>): StreamableFile {
    const over = this.readings.begin();
    const gone = goneSignal(reply);
    const answer = read(AbortSignal.any([gone, this.stopping.signal]))
      .catch((error: unknown) => ({ failed: problemOfFault(auditProblemOf(error)).problem }))
      .finally(over);
    return answerLater(answer);
  }
}

/** @throws ProblemError 400 */
function filesOf(body: unknown, storeId: string): readonly AnchorToCheck[] {
  const { files = [], ...rest } = (body ?? {}) as { readonly files?: readonly AnchorFile[] };
  const [unknown] = Object.keys(rest);
  if (unknown !== undefined) throw invalidRequest([{ pointer: `/${unknown}`, detail: 'is not known here' }]);
  if (!Array.isArray(files) || files.length > FILES_MAX) {
    throw invalidRequest([{ pointer: '/files', detail: `must be a list of at most ${FILES_MAX}` }]);
  }
  const errors = files.flatMap((file: AnchorFile, index) => {
    const fault = anchorFileFault(file) ?? (file.storeId === storeId ? undefined : 'is of another store');
    return fault === undefined ? [] : [{ pointer: `/files/${index}`, detail: fault }];
  });
  if (errors.length > 0) throw invalidRequest(errors);
  return files.map(({ anchor }: AnchorFile) => ({ ...anchor, source: 'given' as const }));
}
