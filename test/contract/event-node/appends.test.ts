import { randomUUID } from 'node:crypto';
import {
  ANY,
  type AppendExpectedRevision,
  BACKWARDS,
  ErrorType,
  MaxAppendSizeExceededError,
  NO_STREAM,
  STREAM_EXISTS,
  StreamDeletedError,
  WrongExpectedVersionError,
} from '@eventstore/db-client';
import { happened, newStream, several } from './events.js';
import { type RunningServer, servers } from './servers.js';

const DATA_BYTES_MAX = 1_048_576;

describe.each(servers)('appending to $name', ({ start }) => {
  let server: RunningServer;
  beforeAll(async () => {
    server = await start();
  });
  afterAll(() => server.stop());

  const revisions = async (stream: string) => {
    const found: bigint[] = [];
    for await (const { event } of server.client.readStream(stream)) if (event) found.push(event.revision);
    return found;
  };

  it('begins a stream at revision 0 and answers with where its last event is', async () => {
    const stream = newStream();
    const answer = await server.client.appendToStream(stream, several(3), { expectedRevision: NO_STREAM });
    expect(answer).toMatchObject({ success: true, nextExpectedRevision: 2n });
    const read = server.client.readAll({ fromPosition: answer.position ?? 'start', maxCount: 1 });
    for await (const { event } of read) expect(event).toMatchObject({ streamId: stream, revision: 2n });
  });

  it.each([
    ['NO_STREAM on a stream that is there', NO_STREAM],
    ['an earlier revision', 0n],
    ['a later revision', 9n],
  ] as [string, AppendExpectedRevision][])('refuses %s and tells the current revision', async (_, expectedRevision) => {
    const stream = newStream();
    await server.client.appendToStream(stream, several(3));
    const attempt = server.client.appendToStream(stream, happened(9), { expectedRevision });
    await expect(attempt).rejects.toThrow(WrongExpectedVersionError);
    await expect(attempt).rejects.toMatchObject({
      streamName: stream,
      expectedVersion: expectedRevision,
      actualVersion: 2n,
    });
    expect(await revisions(stream)).toEqual([0n, 1n, 2n]);
  });

  it.each([
    ['STREAM_EXISTS', STREAM_EXISTS],
    ['a revision', 0n],
  ] as [string, AppendExpectedRevision][])('refuses %s on a stream that is not there', async (_, expectedRevision) => {
    const attempt = server.client.appendToStream(newStream(), happened(1), { expectedRevision });
    await expect(attempt).rejects.toMatchObject({ type: ErrorType.WRONG_EXPECTED_VERSION, actualVersion: 'no_stream' });
  });

  it.each([ANY, STREAM_EXISTS, 2n] as AppendExpectedRevision[])(
    'appends behind the last event when %s is expected',
    async (expectedRevision) => {
      const stream = newStream();
      await server.client.appendToStream(stream, several(3));
      const answer = await server.client.appendToStream(stream, several(2), { expectedRevision });
      expect(answer.nextExpectedRevision).toBe(4n);
    },
  );

  it('answers a repeat with the first answer and appends nothing', async () => {
    const stream = newStream();
    const events = several(3);
    const first = await server.client.appendToStream(stream, events, { expectedRevision: NO_STREAM });
    for (const expectedRevision of [NO_STREAM, ANY] as const)
      expect(await server.client.appendToStream(stream, events, { expectedRevision })).toEqual(first);
    expect(await revisions(stream)).toEqual([0n, 1n, 2n]);
  });

  it('recognises a repeat at an explicit revision, and appends what only has an old id at the end again', async () => {
    const stream = newStream();
    const [a, b] = [happened(1), happened(2)];
    await server.client.appendToStream(stream, a, { expectedRevision: NO_STREAM });
    const first = await server.client.appendToStream(stream, b, { expectedRevision: 0n });
    expect(await server.client.appendToStream(stream, b, { expectedRevision: 0n })).toEqual(first);
    expect(await server.client.appendToStream(stream, b, { expectedRevision: 1n })).toMatchObject({
      nextExpectedRevision: 2n,
    });
  });

  it('refuses a repeat that goes on with new events', async () => {
    const stream = newStream();
    const [a, b] = [happened(1), happened(2)];
    await server.client.appendToStream(stream, a);
    await expect(server.client.appendToStream(stream, [a, b])).rejects.toThrow(WrongExpectedVersionError);
  });

  it('lets one of many at the same revision win', async () => {
    const stream = newStream();
    const attempts = Array.from({ length: 20 }, (_, n) =>
      server.client.appendToStream(stream, happened(n), { expectedRevision: NO_STREAM }),
    );
    const outcomes = await Promise.allSettled(attempts);
    expect(outcomes.filter(({ status }) => status === 'fulfilled')).toHaveLength(1);
    expect(await revisions(stream)).toEqual([0n]);
  });

  it('keeps ids, types, data and metadata as they came', async () => {
    const stream = newStream();
    const id = randomUUID();
    const data = { text: 'käse ☃', list: [1, 2.5, null] };
    await server.client.appendToStream(stream, {
      ...happened(0),
      id,
      type: 'Ünusual type',
      data,
      metadata: { by: 'me' },
    });
    for await (const { event } of server.client.readStream(stream, {
      direction: BACKWARDS,
      fromRevision: 'end',
      maxCount: 1,
    }))
      expect(event).toMatchObject({ id, type: 'Ünusual type', data, metadata: { by: 'me' }, isJson: true });
  });

  it('takes a mebibyte of data and not a byte more', async () => {
    const stream = newStream();
    const withData = (bytes: number) => ({
      ...happened(0),
      contentType: 'application/octet-stream' as const,
      data: new Uint8Array(bytes),
    });
    const exact = { ...withData(DATA_BYTES_MAX), id: randomUUID() };
    await server.client.appendToStream(stream, exact);
    const attempt = server.client.appendToStream(stream, { ...withData(DATA_BYTES_MAX + 1), id: randomUUID() });
    await expect(attempt).rejects.toThrow(MaxAppendSizeExceededError);
    expect(await revisions(stream)).toEqual([0n]);
  });

  it('refuses a tombstoned stream for ever', async () => {
    const stream = newStream();
    await server.client.appendToStream(stream, happened(1));
    await server.client.tombstoneStream(stream);
    await expect(server.client.appendToStream(stream, happened(2))).rejects.toThrow(StreamDeletedError);
  });

  it('takes appends with credentials, which the client sends one by one', async () => {
    const stream = newStream();
    const credentials = { username: 'admin', password: 'changeit' };
    const answer = await server.client.appendToStream(stream, several(2), { credentials, expectedRevision: NO_STREAM });
    expect(answer.nextExpectedRevision).toBe(1n);
    const attempt = server.client.appendToStream(stream, happened(3), { credentials, expectedRevision: 7n });
    await expect(attempt).rejects.toMatchObject({ type: ErrorType.WRONG_EXPECTED_VERSION, actualVersion: 1n });
  });
});
