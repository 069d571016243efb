import { Body, Controller, HttpCode, Inject, Post } from '@nestjs/common';
import { ApiBody, ApiOperation, ApiTags } from '@nestjs/swagger';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { ForeignPositionError, MalformedPositionError, parsePosition } from '#event-store/position.js';
import { type WhatIfAnswer, WhatIfs } from '#history/what-if/what-if.js';
import { InputPipe } from '../../http/input/input.pipe.js';
import { Permits } from '../../http/permits.js';
import { invalidRequest } from '../../http/request-problems.js';
import { WhatIfBody } from './what-if-input.js';

@ApiTags('operations')
@Controller('v1/ops/what-ifs')
@Permits(['operations'])
export class WhatIfController {
  constructor(
    @Inject(WhatIfs) private readonly whatIfs: WhatIfs,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  /** A question, though it is a POST: it changes nothing, needs no key, and may be asked as often as one likes. */
  @Post()
  @HttpCode(200)
  @ApiOperation({ summary: 'Which decisions another policy would have come to', operationId: 'whatIf' })
  @ApiBody({ type: WhatIfBody })
  async ask(@Body(new InputPipe(WhatIfBody)) body: WhatIfBody): Promise<WhatIfAnswer> {
    if (body.from >= body.to) throw invalidRequest([{ pointer: '/to', detail: `is not after ${body.from}` }]);
    await this.checkCursor(body.cursor);
    return this.whatIfs.ask(body);
  }

  /** @throws ProblemError 400 for a cursor that was never handed out. */
  private async checkCursor(cursor: string | undefined): Promise<void> {
    if (cursor === undefined) return;
    const wrong = () => invalidRequest([{ pointer: '/cursor', detail: 'is not a cursor of this list' }]);
    try {
      const commit = parsePosition(await this.reader.storeId(), cursor);
      if ((await this.reader.idAt(commit)) === undefined) throw wrong();
    } catch (error) {
      if (error instanceof MalformedPositionError || error instanceof ForeignPositionError) throw wrong();
      throw error;
    }
  }
}
