import { Controller, Delete, Get, Inject, Param, Post, Put, Query, Req, Res, UseInterceptors } from '@nestjs/common';
import { ApiOperation, ApiTags } from '@nestjs/swagger';
import type { FastifyReply, FastifyRequest } from 'fastify';
import { newWebhookId } from '#commands/engine/request-identity.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { decodeCursor, limitOf, type Page, POSITION_PATTERN, pageOf } from '#read-models/paging/cursor.js';
import { DeliveryDatabase } from '#webhooks/delivery/delivery-database.js';
import { WebhookSecrets } from '#webhooks/sending/webhook-secrets.js';
import { callerOf } from '../http/caller.js';
import { readIdempotencyKey } from '../http/idempotency-key.js';
import { InputPipe } from '../http/input/input.pipe.js';
import { isObject } from '../http/input/read-input.js';
import { OneOf } from '../http/input/text-fields.js';
import { checkPermitted, Permits, READERS } from '../http/permits.js';
import { HttpIntake } from '../intake/http-intake.js';
import type { IntakeCommand } from '../intake/intake-command.js';
import { Takes } from '../intake/takes.js';
import { EtagInterceptor } from '../query/etag.interceptor.js';
import { PageInput } from '../query/page-input.js';
import { PositionInterceptor } from '../query/position.interceptor.js';
import { page } from '../query/read.js';
import { WebhookAccess } from './webhook-access.js';
import {
  type DeliveryAnswer,
  deliveryAnswer,
  type WebhookAnswer,
  type WebhookFields,
  webhookAnswer,
} from './webhook-answer.js';
import {
  ChangeWebhookBody,
  changeWebhook,
  deleteWebhook,
  RegisterWebhookBody,
  ReplayWebhookBody,
  registerWebhook,
  releaseWebhook,
  replayWebhook,
  rotateWebhookSecret,
} from './webhook-commands.js';
import { WebhookPath } from './webhook-fields.js';

const STATUSES = ['delivered', 'retrying', 'parked'] as const;

class DeliveriesInput extends PageInput {
  @OneOf(STATUSES, { optional: true })
  readonly status?: string;
}

/** Endpoints of other systems that are told what happened, signed as Standard Webhooks are. */
@ApiTags('webhooks')
@Controller('v1/webhooks')
@Permits(READERS)
export class WebhooksController {
  constructor(
    @Inject(HttpIntake) private readonly intake: HttpIntake,
    @Inject(WebhookAccess) private readonly access: WebhookAccess,
    @Inject(WebhookSecrets) private readonly secrets: WebhookSecrets,
    @Inject(DeliveryDatabase) private readonly deliveries: DeliveryDatabase,
    @Inject(EVENT_READER) private readonly reader: EventReader,
  ) {}

  /** The answer has the secret: it is shown here only, and to a repeat of the same request. */
  @Post()
  @Takes(registerWebhook, { body: RegisterWebhookBody, key: 'required' })
  async register(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    const caller = callerOf(request);
    checkPermitted(caller, registerWebhook.permits);
    const idempotencyKey = readIdempotencyKey(request.headers['idempotency-key'], { required: true, pointer: '' });
    const webhookId = newWebhookId({ client: caller.client, idempotencyKey });
    const also = await this.access.newFor(caller, request.body, webhookId);
    return this.withSecret(await this.intake.answer(registerWebhook, request, reply, also));
  }

  @Get()
  @ApiOperation({ summary: 'The webhooks of this client', operationId: 'webhooks' })
  @UseInterceptors(PositionInterceptor)
  async list(@Req() request: FastifyRequest): Promise<Page<WebhookAnswer>> {
    const [all, storeId] = await Promise.all([this.access.list(callerOf(request)), this.reader.storeId()]);
    return { items: all.map((found) => webhookAnswer(found, storeId)), nextCursor: null };
  }

  @Get(':webhookId')
  @ApiOperation({ summary: 'A webhook, and how far it is', operationId: 'webhook' })
  @UseInterceptors(EtagInterceptor)
  async find(
    @Param(new InputPipe(WebhookPath)) { webhookId }: WebhookPath,
    @Req() request: FastifyRequest,
  ): Promise<WebhookAnswer> {
    const found = await this.access.find(callerOf(request), webhookId);
    const [standing, storeId] = await Promise.all([this.deliveries.standing(webhookId), this.reader.storeId()]);
    return webhookAnswer(found, storeId, standing);
  }

  @Get(':webhookId/deliveries')
  @ApiOperation({
    summary: 'What came of the last attempt at each event, newest event first',
    operationId: 'webhookDeliveries',
  })
  @UseInterceptors(PositionInterceptor)
  async listDeliveries(
    @Param(new InputPipe(WebhookPath)) { webhookId }: WebhookPath,
    @Query(new InputPipe(DeliveriesInput)) { status, ...input }: DeliveriesInput,
    @Req() request: FastifyRequest,
  ): Promise<Page<DeliveryAnswer>> {
    await this.access.find(callerOf(request), webhookId);
    const [[before] = [], storeId] = await Promise.all([
      page(async () => decodeCursor('deliveries', input.cursor, [POSITION_PATTERN])),
      this.reader.storeId(),
    ]);
    const limit = limitOf(input);
    const asked = { status, before: before === undefined ? undefined : BigInt(before), limit: limit + 1 };
    const rows = await this.deliveries.deliveries(webhookId, asked);
    return pageOf(
      'deliveries',
      rows,
      limit,
      ({ position }) => [String(position)],
      (row) => deliveryAnswer(row, storeId),
    );
  }

  /** Sent again for one that was disabled, it goes on where it stood. */
  @Put(':webhookId')
  @Takes(changeWebhook, { body: ChangeWebhookBody, key: 'taken' })
  async change(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (isObject(request.body)) this.access.checkTarget(request.body.url);
    return this.answer(changeWebhook, request, reply);
  }

  @Delete(':webhookId')
  @Takes(deleteWebhook, { key: 'taken' })
  remove(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.answer(deleteWebhook, request, reply);
  }

  /** For a day both secrets sign. */
  @Post(':webhookId/secret')
  @Takes(rotateWebhookSecret, { key: 'required' })
  async rotate(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<object> {
    return this.withSecret(await this.answer(rotateWebhookSecret, request, reply));
  }

  /** It goes on behind that position, be it earlier or later than where it stood; what was parked is tried again. */
  @Post(':webhookId/replay')
  @Takes(replayWebhook, { body: ReplayWebhookBody, key: 'required' })
  async replay(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    if (isObject(request.body)) await this.access.checkPosition(request.body.after);
    return this.answer(replayWebhook, request, reply);
  }

  @Post(':webhookId/release')
  @Takes(releaseWebhook, { key: 'required' })
  release(@Req() request: FastifyRequest, @Res({ passthrough: true }) reply: FastifyReply): Promise<string> {
    return this.answer(releaseWebhook, request, reply);
  }

  private async answer(one: IntakeCommand, request: FastifyRequest, reply: FastifyReply): Promise<string> {
    const { webhookId } = new InputPipe(WebhookPath).transform(request.params);
    await this.access.check(callerOf(request), webhookId);
    return this.intake.answer(one, request, reply);
  }

  private withSecret(answer: string): object {
    const fields = JSON.parse(answer) as WebhookFields;
    const { webhookId, secretNumber } = fields;
    return { ...fields, secret: this.secrets.of(webhookId, secretNumber) };
  }
}
