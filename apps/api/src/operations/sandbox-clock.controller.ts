import { Body, Controller, Get, Inject, Put, Res, type StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { type ClockMove, type ClockReading, SandboxClockControl } from '#clock/sandbox-clock-control.js';
import { type Instant, parseInstant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { goneSignal } from '../http/answer-end.js';
import { answerLater } from '../http/answer-later.js';
import { problemOfFault } from '../http/fault-problem.js';
import { Field } from '../http/input/field.js';
import { Flag } from '../http/input/other-fields.js';
import { readInput } from '../http/input/read-input.js';
import { Permits } from '../http/permits.js';
import { type Problem, ProblemError, problemOf } from '../http/problem.js';
import { notFound } from '../http/request-problems.js';
import { Stopping } from '../http/stopping.js';
import { CLOCK_STOPPED, NEVER_BACK } from './clock-problems.js';

const asInstant = (value: unknown): unknown =>
  typeof value === 'string' ? (parseInstant(value.trim()) ?? value) : value;

/** Terms end years after today, and the year of a date has four digits. */
const LATEST = '9900-01-01T00:00:00.000Z' as Instant;

function instantFault(value: unknown): string | undefined {
  const instant = typeof value === 'string' ? parseInstant(value) : undefined;
  if (instant === undefined) return 'must be an RFC 3339 date-time';
  return instant > LATEST ? `must be ${LATEST} at the latest` : undefined;
}

class MoveClockBody {
  @Field({
    normalise: asInstant,
    fault: instantFault,
    schema: { type: String, format: 'date-time' },
  })
  readonly now: Instant;

  @Flag({ optional: true })
  readonly ticking?: boolean;
}

/** The movable clock of the sandbox; elsewhere there is none. */
@ApiTags('sandbox')
@Controller('v1/sandbox/clock')
export class SandboxClockController {
  constructor(
    @Inject(SandboxClockControl) private readonly clock: SandboxClockControl,
    @Inject(SETTINGS) private readonly settings: Settings,
    @Inject(Stopping) private readonly stopping: Stopping,
  ) {}

  @Get()
  @Permits(['operations'])
  @ApiOperation({ summary: 'What the sandbox clock shows', operationId: 'clock' })
  read(): ClockReading {
    this.checkSandbox();
    return this.clock.read();
  }

  /** Answers when all work due until then is done and projected; a blank a second until then keeps the connection. */
  @Put()
  @Permits([])
  @RouteConfig({ takesLong: true })
  @ApiOperation({ summary: 'Moves the sandbox clock forward', operationId: 'moveClock' })
  @ApiBody({ type: MoveClockBody })
  move(@Body() body: unknown, @Res({ passthrough: true }) reply: FastifyReply): StreamableFile {
    this.checkSandbox();
    const { now, ticking = false } = readInput(MoveClockBody, body);
    const present = this.clock.read();
    if (now < present.now) throw new ProblemError(neverBack(present.now));
    const gone = goneSignal(reply);
    const moved = this.clock
      .move({ now, ticking }, AbortSignal.any([gone, this.stopping.signal]))
      .then(moveAnswer, (error) => this.fault(error));
    return answerLater(moved);
  }

  private checkSandbox(): void {
    if (!this.settings.sandbox) throw notFound('sandbox', {});
  }

  private fault(error: unknown): object {
    return { ...this.clock.read(), failed: problemOfFault(error).problem };
  }
}

const neverBack = (now: Instant): Problem => problemOf(NEVER_BACK, `It shows ${now}.`, { now });

function moveAnswer({ outcome, now, ticking, ...rest }: ClockMove & { problem?: { code: string; detail: string } }) {
  if (outcome === 'moved') return { now, ticking };
  if (outcome === 'refused') return { now, ticking, failed: neverBack(now) };
  const { code = CLOCK_STOPPED.code, detail = 'It is not known why.' } = rest.problem ?? {};
  return { now, ticking, failed: problemOf({ ...CLOCK_STOPPED, code }, detail) };
}
