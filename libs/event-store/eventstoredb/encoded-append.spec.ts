import streams from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { encodedAppend } from './encoded-append.js';

const bytes = fc.uint8Array({ maxLength: 40_000 });
const event = fc.record({
  id: fc.uuid(),
  type: fc.stringMatching(/^[A-Za-z]{1,40}\.v[1-9]$/),
  data: bytes,
  metadata: bytes,
});
const append = fc.record({
  stream: fc.string({ unit: 'binary', minLength: 1, maxLength: 300 }),
  expected: fc.oneof(fc.constant('no-stream' as const), fc.nat(), fc.constantFrom(127, 128, 2 ** 40)),
  events: fc.array(event, { minLength: 1, maxLength: 4 }),
});

describe('an encoded append', () => {
  it("is read by the client's own classes as what was to be appended", () => {
    fc.assert(
      fc.property(append, fc.uuid(), (given, correlationId) => {
        const read = streams.BatchAppendReq.deserializeBinary(encodedAppend(given, correlationId));
        const options = read.getOptions();
        expect(read.getCorrelationId()?.getString()).toBe(correlationId);
        expect(read.getIsFinal()).toBe(true);
        expect(Buffer.from(options?.getStreamIdentifier()?.getStreamName_asU8() ?? []).toString()).toBe(given.stream);
        expect(options?.hasNoStream()).toBe(given.expected === 'no-stream');
        if (given.expected !== 'no-stream') expect(options?.getStreamPosition()).toBe(String(given.expected));
        const events = read.getProposedMessagesList().map((message) => ({
          id: message.getId()?.getString(),
          type: message.getMetadataMap().get('type'),
          contentType: message.getMetadataMap().get('content-type'),
          data: Buffer.from(message.getData_asU8()),
          metadata: Buffer.from(message.getCustomMetadata_asU8()),
        }));
        expect(events).toEqual(
          given.events.map(({ data, metadata, ...rest }) => ({
            ...rest,
            contentType: 'application/json',
            data: Buffer.from(data),
            metadata: Buffer.from(metadata),
          })),
        );
      }),
      { numRuns: 200 },
    );
  });
});
