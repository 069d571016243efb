import { Controller, Get, Inject, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import type { Role } from '#access/key-record.js';
import { SandboxClockControl } from '#clock/sandbox-clock-control.js';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import type { Instant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { callerOf } from '../http/caller.js';
import { Permits, READERS } from '../http/permits.js';

export interface SessionAnswer {
  readonly keyId: string;
  readonly client: string;
  readonly role: Role;
  readonly resellers: readonly string[] | null;
  /** What the clock shows; in the sandbox another than the wall's. */
  readonly now: Instant;
  /** False: the sandbox clock stands still until it is moved. */
  readonly ticking: boolean;
  readonly sandbox: boolean;
  /** Of the vendor policy: what one has to know to read dates, and all of it. */
  readonly policy: {
    readonly timeZone: string;
    /** date-holidays region; null for weekends only. */
    readonly calendar: string | null;
    readonly businessDays: number;
    /** As a policy file has it: what a what-if is asked with, changed. */
    readonly inForce: VendorPolicy;
  };
}

/** For the console and its like: whose key this is, and in which time zone dates are meant. */
@ApiTags('operations')
@Controller('v1/ops/session')
@Permits(READERS)
export class SessionController {
  constructor(
    @Inject(SandboxClockControl) private readonly clock: SandboxClockControl,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  @Get()
  @ApiOperation({ summary: 'Whose key this is, and what the clock shows', operationId: 'session' })
  read(@Req() request: FastifyRequest): SessionAnswer {
    const { keyId, client, role, resellers } = callerOf(request);
    const { policy, sandbox } = this.settings;
    const { timeZone, calendarRegion: calendar, businessDaysBeforeTermEnd: businessDays } = policy;
    return {
      keyId,
      client,
      role,
      resellers,
      ...this.clock.read(),
      sandbox,
      policy: { timeZone, calendar, businessDays, inForce: policy },
    };
  }
}
