import shared from '@eventstore/db-client/generated/shared_pb.js';
import streams from '@eventstore/db-client/generated/streams_pb.js';
import fc from 'fast-check';
import { interpreted, readBatchAnswer } from './batch-append-answer.js';

const { BatchAppendResp } = streams;
const position = fc.bigInt({ min: 0n, max: 2n ** 63n - 1n });
const revision = fc.option(fc.nat(), { nil: undefined });

function success(uuid: string, commit: bigint | undefined, current: number | undefined, stream: string | undefined) {
  const response = new BatchAppendResp();
  response.setCorrelationId(new shared.UUID().setString(uuid));
  const written = new BatchAppendResp.Success();
  if (current === undefined) written.setNoStream(new shared.Empty());
  else written.setCurrentRevision(String(current));
  if (commit === undefined) written.setNoPosition(new shared.Empty());
  else {
    const at = new shared.AllStreamPosition();
    written.setPosition(at.setCommitPosition(String(commit)).setPreparePosition(String(commit)));
  }
  response.setSuccess(written);
  if (stream !== undefined) {
    const name = Buffer.from(stream, 'utf8');
    response.setStreamIdentifier(new shared.StreamIdentifier().setStreamName(name));
  }
  return response;
}

describe('an answer to an append', () => {
  it("is read as the client's own classes read it", () => {
    const stream = fc.option(fc.string({ unit: 'binary' }), { nil: undefined });
    fc.assert(
      fc.property(fc.uuid(), fc.option(position, { nil: undefined }), revision, stream, (...given) => {
        const response = success(...given);
        const read = readBatchAnswer(Buffer.from(response.serializeBinary()));
        expect(read).toEqual(interpreted(response));
        expect(read).toEqual({
          correlation: given[0].replaceAll('-', ''),
          answer: { outcome: 'written', position: given[1] },
        });
      }),
      { numRuns: 500 },
    );
  });

  it('is a fault where its bytes are none', () => {
    const whole = Buffer.from(success('d2b1a6a4-58a5-5b37-9a3a-0c3c4fdc8c7e', 5n, 1, 's').serializeBinary());
    expect(() => readBatchAnswer(whole.subarray(0, -1))).toThrow();
  });
});
