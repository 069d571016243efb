import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { renderMetrics } from '#observability/metrics.js';
import { WRITE_SIDE, type WriteSide } from '../write-side/write-side.js';
import { ProjectorMetrics } from './projector-metrics.js';

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(
    @Inject(ProjectorMetrics) private readonly projector: ProjectorMetrics,
    @Inject(WRITE_SIDE) private readonly writeSide: WriteSide,
  ) {}

  @Get()
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    const [ofWriteSide] = await Promise.all([this.writeSide.metrics(), this.projector.refresh()]);
    const { contentType, body } = await renderMetrics(ofWriteSide);
    reply.type(contentType);
    return body;
  }
}
