import type { WebhookId } from '../../kernel/ids.js';
import { instant } from '../testing/fixtures.js';
import type { WebhookCommand } from './webhook.commands.js';
import { decideWebhook } from './webhook.decider.js';
import { evolveWebhook } from './webhook.evolve.js';
import type { Webhook } from './webhook.state.js';

const now = instant('2026-06-01T00:00:00.000Z');
const webhookId = 'w-1' as WebhookId;
const endpoint = { url: 'https://erp.example/hook', types: ['a', 'b'], paused: false };
const register: WebhookCommand = {
  type: 'RegisterWebhook',
  webhookId,
  client: 'portal',
  endpoint,
  resellers: ['r-1'],
  after: null,
};
const change = (changed: Partial<typeof endpoint> = {}): WebhookCommand => ({
  type: 'ChangeWebhook',
  endpoint: { ...endpoint, ...changed },
});
const disable: WebhookCommand = { type: 'DisableWebhook', url: endpoint.url, reason: 'gone' };
const noEffect = { outcome: 'no-effect' };
const accepted = (event: object) => ({ outcome: 'accepted', events: [event] });
const decide = (state: Webhook, command: WebhookCommand) => decideWebhook(webhookId, state, command, now);

const having = (...commands: readonly WebhookCommand[]): Webhook =>
  commands.reduce<Webhook>((state, command) => {
    const verdict = decide(state, command);
    if (verdict.outcome !== 'accepted') throw new Error(`${command.type}: ${verdict.outcome}`);
    return verdict.events.reduce<Webhook>((before, event) => evolveWebhook(before, event, now), state);
  }, undefined);

describe('a webhook', () => {
  it('is registered once', () => {
    const { type: _, ...facts } = register;
    expect(decide(undefined, register)).toEqual(accepted({ type: 'WebhookRegistered', ...facts, registeredAt: now }));
    expect(decide(having(register), register)).toEqual(noEffect);
  });

  it.each([{ url: 'https://other.example' }, { paused: true }, { types: ['a'] }, { types: ['a', 'c'] }])(
    'is changed to %j, and says what it was',
    (changed) =>
      expect(decide(having(register), change(changed))).toEqual(
        accepted({
          type: 'WebhookChanged',
          endpoint: { ...endpoint, ...changed },
          previous: endpoint,
          changedAt: now,
        }),
      ),
  );

  it('that is changed to what it is, in whatever order, is left alone', () =>
    expect(decide(having(register), change({ types: ['b', 'a'] }))).toEqual(noEffect));

  it('that was disabled is resumed by the very same endpoint', () => {
    expect(having(register, disable)?.disabled).toBe('gone');
    expect(having(register, disable, change())?.disabled).toBeNull();
  });

  it('is disabled once, and not for what another address did', () => {
    expect(decide(having(register, disable), disable)).toEqual(noEffect);
    expect(decide(having(register, change({ url: 'https://other.example' })), disable)).toEqual(noEffect);
  });

  it('has the secret before sign for a day more', () =>
    expect(having(register, { type: 'RotateWebhookSecret' })).toMatchObject({
      secretNumber: 2,
      previousUntil: '2026-06-02T00:00:00.000Z',
    }));

  it('begins anew at each replay, and tries again at each release', () =>
    expect(having(register, { type: 'ReplayWebhook', after: 'p' }, { type: 'ReleaseWebhook' })).toMatchObject({
      start: { after: 'p', number: 1 },
      releases: 1,
    }));

  it('that was deleted, or never was, is not found', () => {
    const refused = { outcome: 'refused', refusal: { code: 'not-found', what: 'webhook', webhookId } };
    expect(having(register, { type: 'DeleteWebhook' })).toBeUndefined();
    for (const type of ['RotateWebhookSecret', 'ReleaseWebhook', 'DeleteWebhook'] as const) {
      expect(decide(undefined, { type })).toEqual(refused);
    }
  });
});
