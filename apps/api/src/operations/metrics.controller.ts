import { Controller, Get, Inject, Res } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { FastifyReply } from 'fastify';
import { renderMetrics } from '#observability/metrics.js';
import { ProjectorMetrics } from './projector-metrics.js';

@ApiExcludeController()
@Controller('metrics')
export class MetricsController {
  constructor(@Inject(ProjectorMetrics) private readonly projector: ProjectorMetrics) {}

  @Get()
  async metrics(@Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    await this.projector.refresh();
    const { contentType, body } = await renderMetrics();
    reply.type(contentType);
    return body;
  }
}
