import {
  BACKWARDS,
  DeadlineExceededError,
  EventStoreDBClient,
  MaxAppendSizeExceededError,
  NO_STREAM,
  persistentSubscriptionToAllSettingsFromDefaults,
  START,
  StreamDeletedError,
  StreamNotFoundError,
  UnknownError,
  UnsupportedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { happened, newStream, several } from './events.js';
import { elsewhere, type RunningServer, servers } from './servers.js';

/** With credentials of its own the client sends an append by itself, else in a batch. */
const ways = [
  ['in a batch', {}],
  ['by itself', { credentials: { username: 'admin', password: 'changeit' } }],
] as const;
const DATA_BYTES_MAX = 1_048_576;

async function drain(read: AsyncIterable<unknown>): Promise<void> {
  for await (const _ of read);
}

describe.each(servers)('the typed errors that the official client raises from the answers of $name', ({ start }) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  async function tombstoned(): Promise<string> {
    const stream = newStream();
    await server.client.appendToStream(stream, happened(0));
    await server.client.tombstoneStream(stream);
    return stream;
  }

  it.each([
    ['never written', async () => newStream()],
    [
      'soft-deleted',
      async () => {
        const stream = newStream();
        await server.client.appendToStream(stream, happened(0));
        await server.client.deleteStream(stream);
        return stream;
      },
    ],
  ] as const)('StreamNotFoundError for a read of a stream that is %s', async (_, make) => {
    const streamName = await make();
    const read = drain(server.client.readStream(streamName));
    await expect(read).rejects.toThrow(StreamNotFoundError);
    await expect(read).rejects.toMatchObject({ streamName });
  });

  it.each(['forwards', 'backwards'] as const)(
    'StreamDeletedError for a read %s of a tombstoned stream',
    async (way) => {
      const streamName = await tombstoned();
      const options = way === 'forwards' ? {} : ({ direction: BACKWARDS, fromRevision: 'end' } as const);
      const read = drain(server.client.readStream(streamName, options));
      await expect(read).rejects.toThrow(StreamDeletedError);
      await expect(read).rejects.toMatchObject({ streamName });
    },
  );

  it.each(ways)('StreamDeletedError for an append %s to a tombstoned stream', async (_, options) => {
    const streamName = await tombstoned();
    const append = server.client.appendToStream(streamName, happened(1), options);
    await expect(append).rejects.toThrow(StreamDeletedError);
    await expect(append).rejects.toMatchObject({ streamName });
  });

  it('StreamDeletedError for the delete, the tombstone and the metadata of a tombstoned stream', async () => {
    const stream = await tombstoned();
    await expect(server.client.deleteStream(stream)).rejects.toThrow(StreamDeletedError);
    await expect(server.client.tombstoneStream(stream)).rejects.toThrow(StreamDeletedError);
    await expect(server.client.setStreamMetadata(stream, { maxCount: 1 })).rejects.toThrow(StreamDeletedError);
  });

  it('StreamDeletedError for a subscription to a tombstoned stream', async () => {
    const subscription = server.client.subscribeToStream(await tombstoned(), { fromRevision: START });
    const failed = new Promise((resolve) => subscription.on('error', resolve));
    subscription.on('data', () => {});
    expect(await failed).toBeInstanceOf(StreamDeletedError);
  });

  it.each(ways)('WrongExpectedVersionError for an append %s', async (_, options) => {
    const streamName = newStream();
    await server.client.appendToStream(streamName, several(2));
    const append = server.client.appendToStream(streamName, happened(2), { expectedRevision: 5n, ...options });
    await expect(append).rejects.toThrow(WrongExpectedVersionError);
    await expect(append).rejects.toMatchObject({ streamName, expectedVersion: 5n, actualVersion: 1n });
  });

  it.each(ways)('no error but success: false for the same %s, when asked for that', async (_, options) => {
    const quiet = EventStoreDBClient.connectionString(`${server.connectionString}&throwOnAppendFailure=false`);
    const stream = newStream();
    await quiet.appendToStream(stream, happened(0));
    const answer = await quiet.appendToStream(stream, happened(1), { expectedRevision: NO_STREAM, ...options });
    expect(answer.success).toBe(false);
    await quiet.dispose();
  });

  it.each(['deleteStream', 'tombstoneStream'] as const)('WrongExpectedVersionError for %s', async (method) => {
    const streamName = newStream();
    await server.client.appendToStream(streamName, several(2));
    const attempt = server.client[method](streamName, { expectedRevision: 7n });
    await expect(attempt).rejects.toThrow(WrongExpectedVersionError);
    await expect(attempt).rejects.toMatchObject({ streamName, expectedVersion: 7n, actualVersion: 1n });
  });

  it.each(ways)('MaxAppendSizeExceededError for an append %s', async (_, options) => {
    const large = {
      ...happened(0),
      contentType: 'application/octet-stream' as const,
      data: new Uint8Array(DATA_BYTES_MAX + 1),
    };
    const append = server.client.appendToStream(newStream(), large, options);
    await expect(append).rejects.toThrow(MaxAppendSizeExceededError);
    await expect(append).rejects.toMatchObject({ maxAppendSize: DATA_BYTES_MAX });
  });

  it('DeadlineExceededError for a batch whose deadline has passed, and nothing is written', async () => {
    const stream = newStream();
    const append = server.client.appendToStream(stream, happened(0), { deadline: -1_000 });
    await expect(append).rejects.toThrow(DeadlineExceededError);
    await expect(drain(server.client.readStream(stream))).rejects.toThrow(StreamNotFoundError);
  });

  it('UnknownError for a read of $all from where no event is', async () => {
    const { position } = await server.client.appendToStream(newStream(), several(2));
    if (position === undefined) throw new Error('no position');
    const fromPosition = { commit: position.commit - 1n, prepare: position.prepare - 1n };
    await expect(drain(server.client.readAll({ fromPosition, maxCount: 1 }))).rejects.toThrow(UnknownError);
  });

  if (elsewhere === undefined)
    it('UnsupportedError for what ServerFeatures does not name', async () => {
      const settings = persistentSubscriptionToAllSettingsFromDefaults();
      const attempt = server.client.createPersistentSubscriptionToAll('group', settings);
      await expect(attempt).rejects.toThrow(UnsupportedError);
    });
});
