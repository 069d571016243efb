import { randomUUID } from 'node:crypto';
import { mkdirSync } from 'node:fs';
import { encodeEventFrame, ticksOf } from '#event-node/protocol/event-frame.js';
import { prepareDataDirectory } from '#event-node/storage/data-directory.js';
import type { StoredEvent } from '#event-node/storage/event-storage.js';
import { LmdbStorage } from '#event-node/storage/lmdb-storage.js';
import { metadataExample, storedExample } from '#event-store/codec/stored-example.js';
import type { DomainEvent } from '#event-store/stored-event.js';

/** What happens to each subscription, one after the other. */
const STORY = [
  'SubscriptionOrdered',
  'SubscriptionActivated',
  'LicenseAssigned',
  'LicenseAssigned',
  'SeatsAdded',
  'LicenseUnassigned',
  'SeatReductionScheduled',
  'InstalmentFellDue',
  'TermSwitchScheduled',
  'SubscriptionRenewed',
] as const satisfies readonly DomainEvent['type'][];

/** So many subscriptions live side by side: the events of one are as far apart as they are in a busy year. */
const SIDE_BY_SIDE = 10_000;
const COMMIT_EVENTS = 20_000;

const bodies = STORY.map((type) => {
  const { type: _, ...data } = storedExample(type);
  return { type: `${type}.v1`, data };
});

/** Of the n-th event: rounds of one event for each of the subscriptions that live side by side. */
export function placeOf(n: number): { readonly subscription: number; readonly revision: number } {
  const perBlock = SIDE_BY_SIDE * STORY.length;
  const inBlock = n % perBlock;
  const subscription = Math.floor(n / perBlock) * SIDE_BY_SIDE + (inBlock % SIDE_BY_SIDE);
  return { subscription, revision: Math.floor(inBlock / SIDE_BY_SIDE) };
}

/** Whole stories of as many subscriptions as make so many events: what the first ones lived through, in order. */
export function wholeStories(events: number): readonly number[] {
  const subscriptions = Math.min(SIDE_BY_SIDE, Math.floor(events / STORY.length));
  return STORY.flatMap((_, revision) =>
    Array.from({ length: subscriptions }, (__, subscription) => revision * SIDE_BY_SIDE + subscription),
  );
}

/** Looks as random as the real ones, and is the same each time. */
export function subscriptionIdOf(n: number): string {
  const mixed = (Math.imul(n + 1, 0x9e3779b1) >>> 0).toString(16).padStart(8, '0');
  return `${mixed}-0000-5000-8000-${n.toString(16).padStart(12, '0')}`;
}

/** The event as it is stored, and its metadata; the hashes are those of an example, for a rebuild does not look at them. */
export function contentOf(n: number): { readonly type: string; readonly data: object; readonly metadata: object } {
  const { subscription, revision } = placeOf(n);
  const { type, data } = bodies[revision] ?? { type: '', data: {} };
  const subscriptionId = subscriptionIdOf(subscription);
  const own =
    revision === 0
      ? { ...data, subscriptionId, trackingId: `T-${subscriptionId}`, replaces: null, fromCart: false }
      : data;
  return { type, data: own, metadata: { ...metadata, commandId: subscriptionId } };
}

const metadata = metadataExample();

/** Puts so many events of subscriptions straight into a new store's files. */
export async function fillWithSubscriptions(dataDir: string, count: number): Promise<void> {
  mkdirSync(dataDir, { recursive: true });
  prepareDataDirectory(dataDir);
  const storage = new LmdbStorage(dataDir);
  const createdTicks = ticksOf(Date.now());
  let position = storage.nextPosition;
  for (let filled = 0; filled < count; filled += COMMIT_EVENTS) {
    const newStreams: { streamId: number; streamName: string }[] = [];
    const events: StoredEvent[] = [];
    for (let n = filled; n < Math.min(count, filled + COMMIT_EVENTS); n++) {
      const { subscription, revision } = placeOf(n);
      const streamName = `subscription-${subscriptionIdOf(subscription)}`;
      if (revision === 0) newStreams.push({ streamId: subscription + 1, streamName });
      const { type, data, metadata: own } = contentOf(n);
      const content = {
        id: randomUUID(),
        type,
        isJson: true,
        data: Buffer.from(JSON.stringify(data)),
        customMetadata: Buffer.from(JSON.stringify(own)),
      };
      const frame = encodeEventFrame(content, Buffer.from(streamName), revision, position, createdTicks);
      events.push({ streamId: subscription + 1, revision, position, frame });
      position += frame.length;
    }
    await storage.commit({ newStreams, events });
  }
  await storage.close();
}
