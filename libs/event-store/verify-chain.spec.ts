import { eventIdOf, hashOf } from './event-hash.js';
import type { RecordedEvent } from './recorded-event.js';
import { verifyChain } from './verify-chain.js';

const STREAM = 'subscription-1';
const TYPE = 'LicenseAssigned.v1';

function link(revision: number, previousHash: string | null): RecordedEvent & { readonly hash: string } {
  const data = { endUserId: `u${revision}` };
  const rest = { actor: 'a', command: 'AssignLicense' };
  const hash = hashOf({ stream: STREAM, revision, previousHash, type: TYPE, data, metadata: rest });
  const metadata = { ...rest, hash, previousHash };
  return {
    stream: STREAM,
    revision,
    position: BigInt(revision),
    id: eventIdOf(hash),
    type: TYPE,
    data,
    metadata,
    hash,
  };
}

const first = link(0, null);
const second = link(1, first.hash);
const third = link(2, second.hash);
const chain = [first, second, third];

describe('the chain of a stream', () => {
  it('is intact where nothing was touched', () => {
    expect(verifyChain(chain)).toEqual({ verdict: 'intact', events: 3 });
    expect(verifyChain(chain, { revision: 2, hash: third.hash })).toEqual({ verdict: 'intact', events: 3 });
    expect(verifyChain([])).toEqual({ verdict: 'intact', events: 0 });
  });

  it.each<[string, Partial<RecordedEvent>]>([
    ['data', { data: { endUserId: 'somebody else' } }],
    ['type', { type: 'LicenseUnassigned.v1' }],
    ['stream', { stream: 'subscription-2' }],
    ['actor', { metadata: { ...(second.metadata as object), actor: 'nobody' } }],
    ['id', { id: third.id }],
    ['hash', { metadata: { ...(second.metadata as object), hash: third.hash } }],
    ['metadata altogether', { metadata: undefined }],
  ])('shows an altered %s', (_, change) => {
    expect(verifyChain([first, { ...second, ...change }, third])).toMatchObject({ verdict: 'altered', revision: 1 });
  });

  it('shows an event altered with its own hash made anew: the next one names the old', () => {
    const forged = link(1, null);
    expect(verifyChain([first, forged, third])).toEqual({
      verdict: 'altered',
      revision: 1,
      problem: 'does not name the hash of the event before',
    });
    expect(verifyChain([forgedFirst(), second, third])).toMatchObject({ verdict: 'altered', revision: 1 });
  });

  it('shows a missing event', () => {
    expect(verifyChain([first, third])).toEqual({
      verdict: 'missing',
      revision: 1,
      problem: 'is followed by revision 2',
    });
    expect(verifyChain([second, third])).toMatchObject({ verdict: 'missing', revision: 0 });
  });

  it('shows a cut tail, but only to one who has an anchor', () => {
    expect(verifyChain([first, second])).toEqual({ verdict: 'intact', events: 2 });
    expect(verifyChain([first, second], { revision: 2, hash: third.hash })).toEqual({
      verdict: 'cut',
      revision: 2,
      problem: 'was followed up to revision 2',
    });
  });

  it('shows a whole stream written anew to one who has an anchor', () => {
    expect(verifyChain(chain, { revision: 1, hash: third.hash })).toEqual({
      verdict: 'altered',
      revision: 1,
      problem: 'has another hash than its anchor',
    });
  });
});

function forgedFirst(): RecordedEvent {
  const metadata = { actor: 'nobody', command: 'AssignLicense' };
  const hash = hashOf({ stream: STREAM, revision: 0, previousHash: null, type: TYPE, data: first.data, metadata });
  return { ...first, id: eventIdOf(hash), metadata: { ...metadata, hash, previousHash: null } };
}
