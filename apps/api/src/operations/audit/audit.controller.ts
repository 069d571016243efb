import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { allAnchors } from '#audit/anchors.js';
import { AUDIT_FORMAT, type AuditHeader } from '#audit/export/audit-file.js';
import { auditLines } from '#audit/export/export-audit.js';
import { SigningKey } from '#audit/signing-key.js';
import { AUDIT_READER, type AuditReader } from '#event-store/audit-reader.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { CLOCK, type Clock } from '#kernel/clock.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { goneSignal, onceOver } from '../../http/answer-end.js';
import { callerOf } from '../../http/caller.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { Permits } from '../../http/permits.js';
import { Stopping } from '../../http/stopping.js';
import { AuditInput, scopeOf } from './audit-input.js';
import { auditProblemOf } from './audit-problems.js';
import { AuditReadings } from './audit-readings.js';
import { OpenedEvents } from './opened-events.js';

const NDJSON = 'application/x-ndjson';

/** The record of whom one asks for, in a form that can be checked without us. */
@ApiTags('operations')
@Controller('v1/ops/audit')
@Permits(['operations'])
export class AuditController {
  constructor(
    @Inject(AUDIT_READER) private readonly history: AuditReader,
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(SYSTEM_STREAM_READER) private readonly streams: SystemStreamReader,
    @Inject(CLOCK) private readonly clock: Clock,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(OpenedEvents) private readonly opened: OpenedEvents,
    @Inject(AuditReadings) private readonly readings: AuditReadings,
    @Inject(Stopping) private readonly stopping: Stopping,
  ) {}

  /** A file without its last line, the signed manifest, is cut: the connection ended, or the reading failed. */
  @Get()
  @RouteConfig({ takesLong: true })
  @ApiOperation({
    summary: 'Everything about a reseller, a customer, a subscription, or of a time, to be checked offline',
    description:
      'NDJSON: what was asked, each event as it is stored with its hash, the end of each chain, a signed manifest with ' +
      'the Merkle root of all lines. `npm run ops -- audit verify FILE` checks it without anything else of Termbook.',
    operationId: 'audit',
  })
  @ApiProduces(NDJSON)
  async export(
    @Query(new InputPipe(AuditInput)) input: AuditInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile> {
    const scope = scopeOf(input);
    const { role, keyId } = callerOf(request);
    const gone = goneSignal(reply);
    const key = this.signingKey();
    onceOver(reply, this.readings.begin());
    const { from = null, to = null, personalData = 'sealed' } = input;
    const header: AuditHeader = {
      format: AUDIT_FORMAT,
      storeId: await this.reader.storeId(),
      exportedAt: this.clock.now(),
      exportedBy: `${role}:${keyId}`,
      scope,
      from,
      to,
      personalData,
      anchors: await this.anchors(),
    };
    const open = personalData === 'opened' ? { open: this.opened.of.bind(this.opened) } : {};
    const signal = AbortSignal.any([gone, this.stopping.signal]);
    const lines = auditLines(header, { reader: this.history, key, signal, ...open });
    reply.header('content-disposition', `attachment; filename="${nameOf(header)}"`);
    return new StreamableFile(Readable.from(inLines(lines)), { type: NDJSON });
  }

  /** @throws ProblemError 503 */
  private signingKey(): SigningKey {
    try {
      return SigningKey.at(this.settings.auditKeyFile);
    } catch (error) {
      throw auditProblemOf(error);
    }
  }

  private async anchors() {
    const stored = await allAnchors(this.streams);
    return stored.map(({ event: { anchoredAt, position, events, root } }) => ({ anchoredAt, position, events, root }));
  }
}

const nameOf = ({ scope, exportedAt }: AuditHeader): string => {
  const of = scope.kind === 'everything' ? 'everything' : `${scope.kind}-${scope.id}`;
  return `audit-${of}-${exportedAt.replaceAll(':', '-')}.ndjson`;
};

async function* inLines(lines: AsyncIterable<string>): AsyncIterable<string> {
  for await (const line of lines) yield `${line}\n`;
}
