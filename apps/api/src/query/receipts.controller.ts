import { Controller, Get, Inject, Param, Req } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyRequest } from 'fastify';
import { commandIdOf } from '#commands/engine/request-identity.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { formatPosition } from '#event-store/position.js';
import type { CommandId } from '#kernel/ids.js';
import { type ReceiptPlace, ReceiptQueries } from '#read-models/receipt/receipt.queries.js';
import { callerOf } from '../http/caller.js';
import { readIdempotencyKey } from '../http/idempotency-key.js';
import { Permits, READERS } from '../http/permits.js';
import { type ReceiptAnswer, WRITE_SIDE, type WriteSide } from '../write-side/write-side.js';
import { CaughtUp } from './caught-up.js';

type ReceiptItem = ReceiptPlace & ReceiptAnswer;

@ApiTags('receipts')
@Controller('v1/receipts/:idempotencyKey')
@Permits(READERS)
export class ReceiptQueryController {
  constructor(
    @Inject(ReceiptQueries) private readonly places: ReceiptQueries,
    @Inject(WRITE_SIDE) private readonly writeSide: WriteSide,
    @Inject(CaughtUp) private readonly caughtUp: CaughtUp,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  /**
   * For a client that lost its answer. Waits for the read model first: no item says that nothing came of the key before
   * it was asked. Refusals leave no receipt, and what is still under way has none yet.
   */
  @Get()
  @ApiOperation({ summary: "What this client's key did", operationId: 'receipts' })
  async find(@Param('idempotencyKey') given: string, @Req() request: FastifyRequest): Promise<object> {
    const key = readIdempotencyKey(given, { required: true, pointer: '/idempotencyKey' }) ?? '';
    const commandId = commandIdOf(callerOf(request).client, key);
    const head = (await this.reader.head()) ?? 0n;
    await this.caughtUp.until(head);
    const places = await this.places.places(commandId);
    const items = await Promise.all(places.map((place) => this.itemOf(place, commandId)));
    const position = formatPosition(await this.reader.storeId(), head);
    return { items: items.filter((item) => item !== undefined), position };
  }

  private async itemOf({ stream, revisions }: ReceiptPlace, commandId: CommandId): Promise<ReceiptItem | undefined> {
    const receipt = await this.writeSide.receipt(stream, commandId);
    if (receipt === undefined) return undefined;
    return { stream, command: receipt.command, revisions, answer: receipt.answer };
  }
}
