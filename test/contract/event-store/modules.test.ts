import { Global, Module } from '@nestjs/common';
import { Test } from '@nestjs/testing';
import { freePort } from '#apps/launcher/src/free-port.js';
import { startEventNode } from '#event-node/start-event-node.js';
import { ATTEMPTS_APPENDER } from '#event-store/attempts-appender.js';
import { AUDIT_READER } from '#event-store/audit-reader.js';
import { EVENT_APPENDER } from '#event-store/event-appender.js';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import { EventStoreAppendingModule } from '#event-store/event-store-appending.module.js';
import { EventStoreReadingModule } from '#event-store/event-store-reading.module.js';
import { SYSTEM_STREAM_APPENDER } from '#event-store/system-stream-appender.js';
import { SYSTEM_STREAM_READER } from '#event-store/system-streams.js';
import { SETTINGS } from '#settings/settings.js';
import { urlOf } from './fixture-store.js';

function settingsModule(eventStoreUrl: string) {
  @Global()
  @Module({ providers: [{ provide: SETTINGS, useValue: { eventStoreUrl } }], exports: [SETTINGS] })
  class TestSettingsModule {}
  return TestSettingsModule;
}

/** It waits, and would say so again and again. */
const quiet = { log: () => undefined, warn: () => undefined, error: () => undefined };

const compiled = (url: string, door: typeof EventStoreReadingModule) =>
  Test.createTestingModule({ imports: [settingsModule(url), door] })
    .setLogger(quiet)
    .compile();

describe('the doors in a process', () => {
  it('wait for the store at start, and let go of it at the end', async () => {
    const port = await freePort();
    const module = await compiled(urlOf(port), EventStoreAppendingModule);
    const starting = module.init();
    const node = await startEventNode({ inMemory: true, port });
    await starting;
    const reader = await compiled(node.connectionString, EventStoreReadingModule);
    expect(await reader.get<EventReader>(EVENT_READER, { strict: false }).storeId()).toBe(
      await module.get<EventReader>(EVENT_READER, { strict: false }).storeId(),
    );
    for (const token of [EVENT_APPENDER, SYSTEM_STREAM_APPENDER, ATTEMPTS_APPENDER]) {
      expect(module.get(token, { strict: false })).toBeDefined();
      expect(() => reader.get(token, { strict: false })).toThrow();
    }
    for (const token of [EVENT_READER, SYSTEM_STREAM_READER, AUDIT_READER]) {
      expect(reader.get(token, { strict: false })).toBeDefined();
    }
    await Promise.all([module.close(), reader.close()]);
    await node.stop();
  });
});
