import { Inject, Injectable } from '@nestjs/common';
import { anchorBefore } from '#audit/anchors.js';
import { createBusinessCalendar } from '#calendar/business-calendar.js';
import type { VendorPolicy } from '#domain/policy/vendor-policy.js';
import { AUDIT_READER, type AuditReader } from '#event-store/audit-reader.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { formatPosition, parsePosition } from '#event-store/position.js';
import { SYSTEM_STREAM_READER, type SystemStreamReader } from '#event-store/system-streams.js';
import { addMilliseconds, type Instant } from '#kernel/instant.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { CLOCKS_APART_MS, type CommandsPage, commandsOf } from './commands-of-period.js';
import { type DecisionDifference, differenceOf } from './comparing.js';
import { isPartOfAnother, Judging } from './judging.js';
import type { RecordedCommand } from './recorded-command.js';

/** Differences of one answer: the caller goes on behind them with `nextCursor`. */
export const DIFFERENCES_MAX = 500;
/** How long one answer looks, well within what a request may take; the rest is the next one's. */
const LOOKING_MS_MAX = 10_000;

export interface WhatIf {
  readonly from: Instant;
  /** Exclusive. */
  readonly to: Instant;
  /** Left out: the policy in force; then only a changed decider makes a difference. */
  readonly policy?: VendorPolicy | undefined;
  readonly resellerId?: string | undefined;
  readonly cursor?: string | undefined;
}

export interface OtherDecision extends DecisionDifference {
  readonly stream: string;
  /** null where the command was on something else. */
  readonly subscriptionId: string | null;
  readonly resellerId: string | null;
  readonly command: string;
  readonly commandId: string | null;
  readonly correlationId: string;
  readonly actor: string;
  readonly recordedAt: string;
}

export interface WhatIfAnswer {
  readonly from: Instant;
  readonly to: Instant;
  /** Judged again in this answer. */
  readonly commands: number;
  readonly decisionsSame: number;
  /** Commands that are not judged again, by name: no vendor policy decides on them. */
  readonly notJudged: Readonly<Record<string, number>>;
  readonly differences: readonly OtherDecision[];
  /** True: the period was not read to its end; `nextCursor` goes on. */
  readonly truncated: boolean;
  readonly nextCursor: string | null;
  /** When the last command that was looked at was recorded; null: there was none. */
  readonly until: Instant | null;
}

/**
 * Which decisions of a period another vendor policy, or this program's deciders, would have come to otherwise. Point by
 * point: each command is judged on the history as it was before it; what would have followed is not pursued.
 */
@Injectable()
export class WhatIfs {
  constructor(
    @Inject(EVENT_READER) private readonly reader: EventReader,
    @Inject(AUDIT_READER) private readonly audit: AuditReader,
    @Inject(SYSTEM_STREAM_READER) private readonly streams: SystemStreamReader,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws MalformedPositionError, ForeignPositionError, StoreUnavailableError; RangeError for an unknown region. */
  async ask(asked: WhatIf): Promise<WhatIfAnswer> {
    const { policy = this.settings.policy, cursor } = asked;
    const judging = new Judging(this.reader, { policy, calendar: createBusinessCalendar(policy) });
    const storeId = await this.reader.storeId();
    const after = cursor === undefined ? await this.beforePeriod(asked.from) : parsePosition(storeId, cursor);
    const tally = new Tally(asked, judging);
    const begun = performance.now();
    const isFull = () => tally.differences.length >= DIFFERENCES_MAX || performance.now() - begun > LOOKING_MS_MAX;
    for await (const page of commandsOf(this.audit, asked, after)) {
      const cutAt = await tally.take(page, isFull);
      if (cutAt !== undefined) return tally.answer(formatPosition(storeId, cutAt));
    }
    return tally.answer(null);
  }

  /** Up to an anchor of before the period nothing can be in it: what was recorded by then is covered by it. */
  private async beforePeriod(from: Instant): Promise<bigint | undefined> {
    const anchor = await anchorBefore(this.streams, addMilliseconds(from, -CLOCKS_APART_MS));
    return anchor === undefined ? undefined : BigInt(anchor.event.position);
  }
}

class Tally {
  readonly differences: OtherDecision[] = [];
  private commands = 0;
  private readonly notJudged = new Map<string, number>();
  private until: Instant | null = null;

  constructor(
    private readonly asked: WhatIf,
    private readonly judging: Judging,
  ) {}

  /** @returns the commit position to go on behind, where there is no room for more. */
  async take({ commands, position, isLast }: CommandsPage, isFull: () => boolean): Promise<bigint | undefined> {
    for (const [index, recorded] of commands.entries()) {
      await this.judge(recorded);
      if (isFull() && index < commands.length - 1) return lastPositionOf(recorded);
    }
    return isFull() && !isLast ? position : undefined;
  }

  answer(nextCursor: string | null): WhatIfAnswer {
    const { commands, differences, until } = this;
    return {
      from: this.asked.from,
      to: this.asked.to,
      commands,
      decisionsSame: commands - differences.length,
      notJudged: Object.fromEntries(this.notJudged),
      differences,
      truncated: nextCursor !== null,
      nextCursor,
      until,
    };
  }

  private async judge(recorded: RecordedCommand): Promise<void> {
    this.until = recorded.recordedAt;
    const resellerId = resellerOf(recorded);
    if (isPartOfAnother(recorded)) return;
    if (this.asked.resellerId !== undefined && resellerId !== this.asked.resellerId) return;
    const judged = await this.judging.judge(recorded);
    if (judged === undefined) {
      const { command } = recorded;
      this.notJudged.set(command, (this.notJudged.get(command) ?? 0) + 1);
      return;
    }
    this.commands += 1;
    const difference = differenceOf(recorded, judged);
    if (difference !== undefined) this.differences.push({ ...about(recorded), resellerId, ...difference });
  }
}

const lastPositionOf = ({ outcome, position }: RecordedCommand): bigint =>
  'accepted' in outcome ? (outcome.accepted.at(-1)?.position ?? position) : position;

/** A refused attempt does not say; its payload may. */
function resellerOf({ resellerId, payload }: RecordedCommand): string | null {
  if (resellerId !== null || typeof payload !== 'object' || payload === null || !('resellerId' in payload))
    return resellerId;
  return String(payload.resellerId);
}

function about({ stream, command, commandId, correlationId, actor, recordedAt }: RecordedCommand) {
  const isSubscription = stream.startsWith('subscription-');
  const subscriptionId = isSubscription ? stream.slice('subscription-'.length) : null;
  return { stream, subscriptionId, command, commandId, correlationId, actor, recordedAt };
}
