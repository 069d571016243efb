import { HttpStatus, Inject, Injectable } from '@nestjs/common';
import type { WebhookId } from '#kernel/ids.js';
import { WebhookQueries } from '#read-models/webhook/webhook.queries.js';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { WEBHOOKS_PER_CLIENT_MAX } from '#webhooks/delivery/webhook-limits.js';
import { type FoundWebhook, WebhookStates } from '#webhooks/delivery/webhook-states.js';
import { faultOfTarget } from '#webhooks/sending/allowed-target.js';
import { END, FeedPositions } from '../feed/feed-positions.js';
import type { Caller } from '../http/caller.js';
import { isObject } from '../http/input/read-input.js';
import { ProblemError, type ProblemKind, problemOf } from '../http/problem.js';
import { invalidRequest, notFound } from '../http/request-problems.js';

export const TOO_MANY_WEBHOOKS = {
  code: 'too-many-webhooks',
  status: HttpStatus.CONFLICT,
  title: 'This client has as many webhooks as it may have',
} as const satisfies ProblemKind;

/** Who may see which webhook, and what one may be told of. */
@Injectable()
export class WebhookAccess {
  constructor(
    @Inject(WebhookStates) private readonly states: WebhookStates,
    @Inject(WebhookQueries) private readonly webhooks: WebhookQueries,
    @Inject(FeedPositions) private readonly positions: FeedPositions,
    @Inject(SETTINGS) private readonly settings: Settings,
  ) {}

  /** @throws ProblemError 404 where there is none, or it is another's. */
  async find(caller: Caller, webhookId: WebhookId): Promise<FoundWebhook> {
    const found = await this.states.find(webhookId);
    if (found === undefined || !isTheirs(caller, found)) throw notFound('webhook', { webhookId });
    return found;
  }

  /** What was deleted is for the decision to say: a repeat of the deletion gets its first answer. @throws ProblemError 404 */
  async check(caller: Caller, webhookId: WebhookId): Promise<void> {
    const found = await this.states.find(webhookId);
    if (found !== undefined && !isTheirs(caller, found)) throw notFound('webhook', { webhookId });
  }

  async list(caller: Caller): Promise<readonly FoundWebhook[]> {
    const ids = await this.webhooks.ids(caller.role === 'intake' ? caller.client : undefined);
    const all = await Promise.all(ids.map((id) => this.states.find(id)));
    return all.flatMap((found) => (found !== undefined && isTheirs(caller, found) ? [found] : []));
  }

  /**
   * @param repeated the id that this registration makes: one that is there already is not one more.
   * @returns what is said for a bound key that did not say whose events it wants: its resellers'.
   * @throws ProblemError
   */
  async newFor(caller: Caller, body: unknown, repeated: WebhookId): Promise<object> {
    const given = isObject(body) ? body : {};
    this.checkTarget(given.url);
    await this.checkPosition(given.after);
    const ids = await this.webhooks.ids(caller.client);
    if (ids.length >= WEBHOOKS_PER_CLIENT_MAX && !ids.includes(repeated)) {
      const facts = { webhooksMax: WEBHOOKS_PER_CLIENT_MAX };
      throw new ProblemError(problemOf(TOO_MANY_WEBHOOKS, 'Delete one that is not needed any more.', facts));
    }
    const { resellers } = caller;
    if (resellers === null) return {};
    const asked = Array.isArray(given.resellers) ? given.resellers : [];
    const foreign: unknown = asked.find((id) => !resellers.includes(id));
    if (foreign !== undefined) throw notFound('reseller', { resellerId: String(foreign) });
    return 'resellers' in given ? {} : { resellers };
  }

  /** What is no URL at all is said by who reads the field. @throws ProblemError 400 */
  checkTarget(url: unknown): void {
    if (typeof url !== 'string' || !URL.canParse(url)) return;
    const fault = faultOfTarget(new URL(url), this.settings.webhookAllowPrivate);
    if (fault !== undefined) throw invalidRequest([{ pointer: '/url', detail: fault }]);
  }

  /** @throws ProblemError 400 */
  async checkPosition(after: unknown): Promise<void> {
    if (typeof after !== 'string') return;
    if (after === END) throw invalidRequest([{ pointer: '/after', detail: 'is not a position' }]);
    await this.positions.read(after, '/after');
  }
}

/** A key of the same client that is bound to less must not learn what the other hears. */
function isTheirs({ role, client, resellers }: Caller, { state }: FoundWebhook): boolean {
  if (role !== 'intake') return true;
  if (client !== state.client) return false;
  return resellers === null || (state.resellers?.every((id) => resellers.includes(id)) ?? false);
}
