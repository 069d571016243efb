import { Readable } from 'node:stream';
import { Controller, Get, Inject, Query, Req, Res, StreamableFile } from '@nestjs/common';
import { RouteConfig } from '@nestjs/platform-fastify';
import { ApiOperation, ApiProduces, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { Feed } from '#feed/feed.js';
import { goneSignal } from '../http/answer-end.js';
import { type Caller, callerOf } from '../http/caller.js';
import { InputPipe } from '../http/input/input.pipe.js';
import { Permits, READERS } from '../http/permits.js';
import { Stopping } from '../http/stopping.js';
import { dropSlow, eventStream } from './event-stream.js';
import { FeedInput } from './feed-input.js';
import { HEARTBEAT_MS, PAGE_EVENTS_DEFAULT, SLOW_READER_MS_MAX, STREAM_MS_MAX } from './feed-limits.js';
import { BATCH_MEDIA_TYPE, EVENT_STREAM_MEDIA_TYPE } from './feed-media-types.js';
import { FeedPositions } from './feed-positions.js';
import { Followers } from './followers.js';

/** What happened, for other systems: page by page, by long poll, or as a stream. */
@ApiTags('events')
@Controller('v1/events')
@Permits(READERS)
export class FeedController {
  constructor(
    @Inject(Feed) private readonly feed: Feed,
    @Inject(FeedPositions) private readonly positions: FeedPositions,
    @Inject(Followers) private readonly followers: Followers,
    @Inject(Stopping) private readonly stopping: Stopping,
  ) {}

  /** `Link: <…>; rel="next"` is where to go on; `Feed-End: true` says that nothing more was there. */
  @Get()
  @RouteConfig({ takesLong: true })
  @ApiOperation({
    summary: 'What happened, as CloudEvents, in order, from any position',
    description:
      'Begins behind `after`: a position of any answer, `end` for what happens from now on, or nothing for the first ' +
      'event of all. Go on with `Link: rel="next"` or `Feed-Next`. With `Accept: text/event-stream` it is a stream: ' +
      '`id` is the position, and `Last-Event-ID` resumes. See /asyncapi.json for every event.',
    operationId: 'events',
  })
  @ApiProduces(BATCH_MEDIA_TYPE, EVENT_STREAM_MEDIA_TYPE)
  async read(
    @Query(new InputPipe(FeedInput)) input: FeedInput,
    @Req() request: FastifyRequest,
    @Res({ passthrough: true }) reply: FastifyReply,
  ): Promise<StreamableFile | string> {
    const gone = goneSignal(reply);
    const resume = request.headers['last-event-id'];
    const resumed = typeof resume === 'string' && resume !== '';
    const after = await this.positions.read(resumed ? resume : input.after, resumed ? '' : '/after');
    const streams = (request.headers.accept ?? '').includes(EVENT_STREAM_MEDIA_TYPE);
    if (streams || input.wait) this.followers.join(gone);
    const caller = callerOf(request);
    return streams ? this.stream(after, caller, reply, gone) : this.page(after, input, caller, reply, gone);
  }

  private async page(
    after: bigint | undefined,
    { limit = PAGE_EVENTS_DEFAULT, wait = 0 }: FeedInput,
    { resellers }: Caller,
    reply: FastifyReply,
    gone: AbortSignal,
  ): Promise<string> {
    const signal = AbortSignal.any([gone, this.stopping.signal]);
    const { events, next, end } = await this.feed.page({ resellers, after, limit, waitMs: wait * 1_000, signal });
    reply.type(`${BATCH_MEDIA_TYPE}; charset=utf-8`).header('feed-end', String(end));
    if (next !== undefined) {
      const position = await this.positions.format(next);
      const query = new URLSearchParams({
        after: position,
        limit: String(limit),
        ...(wait > 0 && { wait: String(wait) }),
      });
      reply.header('feed-next', position).header('link', `</v1/events?${query}>; rel="next"`);
    }
    return JSON.stringify(events);
  }

  private stream(
    after: bigint | undefined,
    { resellers }: Caller,
    reply: FastifyReply,
    gone: AbortSignal,
  ): StreamableFile {
    const signal = AbortSignal.any([gone, this.stopping.signal, AbortSignal.timeout(STREAM_MS_MAX)]);
    const request = { resellers, limit: PAGE_EVENTS_DEFAULT, waitMs: HEARTBEAT_MS, signal };
    const frames = eventStream({
      after,
      signal,
      pages: (place) => this.feed.follow({ ...request, after: place }),
      format: (position) => this.positions.format(position),
    });
    // Proxies that would gather the stream before they hand it on are told not to.
    reply.header('x-accel-buffering', 'no');
    const watched = dropSlow(frames, SLOW_READER_MS_MAX, () => reply.raw.destroy());
    return new StreamableFile(Readable.from(watched), { type: `${EVENT_STREAM_MEDIA_TYPE}; charset=utf-8` });
  }
}
