import { ANY, type ExpectedRevision, NO_STREAM, STREAM_EXISTS } from '../protocol/append-requests.js';
import { decideAppend, type WrittenEvents } from './append-decision.js';
import type { StreamHead } from './stream-heads.js';
import { NO_METADATA, SOFT_DELETED } from './stream-metadata.js';

const at = (revision: number): ExpectedRevision => ({ kind: 'revision', revision: BigInt(revision) });
const EXPECTED = { Any: ANY, StreamExists: STREAM_EXISTS, NoStream: NO_STREAM, 0: at(0), 1: at(1), 2: at(2), 3: at(3) };

/** A stream in which a, b and c were written; letters are event ids. */
const stream = (more: Partial<StreamHead> = {}, written = 'abc'): { head: StreamHead; events: WrittenEvents } => {
  const metadata = more.metadata ?? NO_METADATA;
  const lastRevision = written.length - 1;
  const head: StreamHead = {
    streamName: 's',
    nameBytes: Buffer.from('s'),
    id: 1,
    lastRevision,
    tombstoned: false,
    metadata,
    metadataText: '',
    pendingFrom: 0,
    pending: [],
    visible: { lastRevision, tombstoned: false, metadata },
    ...more,
  };
  const revisionOf = (id: string) => (written.includes(id) ? written.indexOf(id) : undefined);
  const events = { knownRevision: revisionOf, idAt: (n: number) => written[n], hasMetadata: () => false };
  return { head, events };
};
const answer = ({ head, events }: ReturnType<typeof stream>, expected: ExpectedRevision, ids: string) => {
  const decision = decideAppend(head, expected, [...ids], events);
  return decision.kind === 'repeat' ? decision.revision : decision.kind;
};

const APPEND = 'append';
const WRONG = 'wrong-expected-revision';

describe('an append to a stream of a, b and c', () => {
  it.each([
    // ids, then the answer for Any, StreamExists, NoStream, 0, 1, 2 (the last) and 3: a number is that revision again
    ['abc', 2, 2, 2, WRONG, WRONG, APPEND, WRONG],
    ['a', 0, 0, 0, WRONG, WRONG, APPEND, WRONG],
    ['b', 1, 1, WRONG, 1, WRONG, APPEND, WRONG],
    ['c', 2, 2, WRONG, WRONG, 2, APPEND, WRONG],
    ['bc', 2, 2, WRONG, 2, WRONG, APPEND, WRONG],
    ['cd', WRONG, WRONG, WRONG, WRONG, WRONG, APPEND, WRONG],
    ['abcd', WRONG, WRONG, WRONG, WRONG, WRONG, APPEND, WRONG],
    ['da', APPEND, APPEND, WRONG, WRONG, WRONG, APPEND, WRONG],
    ['ac', 2, 2, WRONG, WRONG, WRONG, APPEND, WRONG],
    ['d', APPEND, APPEND, WRONG, WRONG, WRONG, APPEND, WRONG],
    ['', APPEND, APPEND, WRONG, WRONG, WRONG, APPEND, WRONG],
  ])('with the ids "%s"', (ids, ...expected) => {
    const { Any, StreamExists, NoStream } = EXPECTED;
    const kinds = [Any, StreamExists, NoStream, at(0), at(1), at(2), at(3)];
    expect(kinds.map((kind) => answer(stream(), kind, ids))).toEqual(expected);
  });

  it('is refused whatever is expected once there is a tombstone', () => {
    for (const expected of Object.values(EXPECTED))
      expect(answer(stream({ tombstoned: true }), expected, 'd')).toBe('stream-deleted');
  });

  it('begins anew on a soft-deleted stream for Any, NoStream and its last revision', () => {
    const deleted = () => stream({ metadata: { ...NO_METADATA, truncateBefore: SOFT_DELETED } });
    for (const expected of [ANY, NO_STREAM, at(2)]) expect(answer(deleted(), expected, 'd')).toBe(APPEND);
    expect(answer(deleted(), STREAM_EXISTS, 'd')).toBe('stream-deleted');
    expect(answer(deleted(), at(0), 'd')).toBe(WRONG);
  });

  it('finds no stream for StreamExists, unless its metadata is there', () => {
    expect(answer(stream({}, ''), STREAM_EXISTS, 'd')).toBe(WRONG);
    const { head, events } = stream({}, '');
    expect(decideAppend(head, STREAM_EXISTS, ['d'], { ...events, hasMetadata: () => true }).kind).toBe(APPEND);
  });
});
