import { Controller, Get, Header, Param } from '@nestjs/common';
import { ApiExcludeController } from '@nestjs/swagger';
import type { JsonSchema } from '#feed/shapes/shape.js';
import { notFound } from '../../http/request-problems.js';
import { asyncApi } from './asyncapi.js';
import { contractOf, PUBLIC_TYPES, standaloneSchemaOf } from './event-schemas.js';

/** What the feed says, for programs to read. Open to everybody, as the documentation of the API is. */
@ApiExcludeController()
@Controller()
export class FeedContractController {
  /** Made once, when it is first asked for. */
  private document: object | undefined;

  @Get('asyncapi.json')
  asyncApi(): object {
    this.document ??= asyncApi();
    return this.document;
  }

  @Get('schemas/events')
  list(): { readonly items: readonly object[] } {
    const items = PUBLIC_TYPES.map((type) => {
      const { name, type: cloudEventType, summary } = contractOf(type);
      return { type: cloudEventType, summary, schema: `/schemas/events/${name}` };
    });
    return { items };
  }

  @Get('schemas/events/:name')
  @Header('content-type', 'application/schema+json; charset=utf-8')
  schema(@Param('name') name: string): JsonSchema {
    const type = PUBLIC_TYPES.find((one) => contractOf(one).name === name);
    if (type === undefined) throw notFound('event', { name });
    return standaloneSchemaOf(type);
  }
}
