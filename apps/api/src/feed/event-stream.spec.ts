import { StoreUnavailableError } from '#event-store/event-appender.js';
import type { CloudEvent } from '#feed/cloud-events.js';
import type { FeedPage } from '#feed/feed.js';
import { dropSlow, eventStream } from './event-stream.js';

const event = (position: string) => ({ position, type: 'T' }) as CloudEvent;
const page = (next: bigint | undefined, ...positions: readonly string[]): FeedPage => ({
  events: positions.map(event),
  next,
  end: true,
});

async function framesOf(
  pages: (after: bigint | undefined) => AsyncIterable<FeedPage>,
  count: number,
): Promise<readonly string[]> {
  const leave = new AbortController();
  const frames: string[] = [];
  const format = async (position: bigint) => `p${position}`;
  for await (const frame of eventStream({ after: undefined, signal: leave.signal, pages, format })) {
    frames.push(frame);
    if (frames.length === count) break;
  }
  leave.abort();
  return frames;
}

describe('a stream', () => {
  it('says when to come back, then each event under its position', async () => {
    const frames = await framesOf(async function* () {
      yield page(2n, 'p1', 'p2');
    }, 2);
    expect(frames).toEqual([
      'retry: 1000\n\n',
      'id: p1\ndata: {"position":"p1","type":"T"}\n\nid: p2\ndata: {"position":"p2","type":"T"}\n\n',
    ]);
  });

  it('says how far it is while there is nothing, and that it is there where nothing ever was', async () => {
    const frames = await framesOf(async function* () {
      yield page(undefined);
      yield page(7n);
    }, 3);
    expect(frames.slice(1)).toEqual([':\n\n', ':\nid: p7\n\n']);
  });

  it('goes on behind its last page once the store is back', async () => {
    const asked: (bigint | undefined)[] = [];
    const frames = await framesOf(async function* (after) {
      asked.push(after);
      if (after !== undefined) yield page(2n, 'p2');
      yield page(1n, 'p1');
      throw new StoreUnavailableError('away');
    }, 4);
    expect([asked, frames.slice(2)]).toEqual([
      [undefined, 1n],
      [':\n\n', 'id: p2\ndata: {"position":"p2","type":"T"}\n\n'],
    ]);
  });

  it('ends where something unforeseen happened', async () => {
    const broken = framesOf(async function* () {
      yield page(1n);
      throw new TypeError('a bug');
    }, 5);
    await expect(broken).rejects.toThrow('a bug');
  });
});

describe('a reader', () => {
  async function* frames() {
    yield 'one';
    yield 'two';
  }

  it('that takes nothing is dropped, and nothing more is read for it', async () => {
    const dropped = new Promise<string>((resolve) => {
      const slow = dropSlow(frames(), 5, () => resolve('dropped'));
      void slow.next();
    });
    expect(await dropped).toBe('dropped');
  });

  it('that takes all is not', async () => {
    let dropped = false;
    const taken: string[] = [];
    for await (const frame of dropSlow(frames(), 5, () => {
      dropped = true;
    })) {
      taken.push(frame);
    }
    await new Promise((resolve) => setTimeout(resolve, 10));
    expect([taken, dropped]).toEqual([['one', 'two'], false]);
  });
});
