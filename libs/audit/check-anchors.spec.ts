import { describe, expect, it } from '@jest/globals';
import type { RecordedEvent } from '#event-store/recorded-event.js';
import type { Instant } from '#kernel/instant.js';
import type { AnchorToCheck } from './anchor-watch.js';
import { checkAnchors } from './check-anchors.js';
import { linked, readerOf, someHistory } from './history.spec-support.js';
import { emptyHistory, grown, type HistoryTree } from './history-tree.js';

const AT = '2026-01-31T17:05:09.123Z' as Instant;
const events = someHistory(8);

const anchorOn = (history: readonly RecordedEvent[], source: AnchorToCheck['source'] = 'history'): AnchorToCheck => {
  const { tree, position }: HistoryTree = grown(emptyHistory(), history);
  return {
    anchoredAt: AT,
    position: String(position ?? 0),
    events: tree.size,
    root: tree.root(),
    source,
  };
};

const altered = (index: number, change: Partial<RecordedEvent>) =>
  events.map((event, at) => (at === index ? { ...event, ...change } : event));

const check = (history: readonly RecordedEvent[], ...anchors: readonly AnchorToCheck[]) =>
  checkAnchors(readerOf(history), anchors);

describe('holding a history against its anchors', () => {
  it('finds it intact where nothing was touched, whatever came since', async () => {
    const anchors = [anchorOn(events.slice(0, 3)), anchorOn(events.slice(0, 5), 'given')];
    expect(await check(events, ...anchors)).toEqual({
      intact: true,
      events: 8,
      streams: 2,
      position: '70',
      root: anchorOn(events).root,
      faults: 0,
      faultsNamed: [],
      anchors: [
        { anchoredAt: AT, position: '20', events: 3, root: anchors[0]?.root, source: 'history', problem: null },
        { anchoredAt: AT, position: '40', events: 5, root: anchors[1]?.root, source: 'given', problem: null },
      ],
    });
  });

  it('says which event is not what its own hash was made of', async () => {
    const found = await check(altered(4, { data: { endUserId: 'somebody else' } }), anchorOn(events));
    expect(found).toMatchObject({
      intact: false,
      faults: 1,
      faultsNamed: [{ stream: 'subscription-0', revision: 2, problem: 'is not what its hash was made of' }],
    });
  });

  it('shows an event that was written anew with its hash, and that all before it stands', async () => {
    const forged = linked('subscription-0', 41n, events[2]);
    const found = await check(
      events.map((event, at) => (at === 4 ? forged : event)),
      anchorOn(events.slice(0, 4)),
      anchorOn(events.slice(0, 5)),
    );
    expect(found.faults).toBe(0);
    expect(found.intact).toBe(false);
    expect(found.anchors.map(({ problem }) => problem)).toEqual([
      null,
      'has another root: an event up to it was altered, taken out or put in',
    ]);
  });

  it('shows a history that was cut behind an anchor, and one that was lost altogether', async () => {
    const anchor = anchorOn(events);
    expect((await check(events.slice(0, 7), anchor)).anchors[0]?.problem).toBe(
      'had 8 events, and the history has 7: its end is cut off',
    );
    expect((await check([], anchor)).anchors[0]?.problem).toBe(
      'had 8 events, and the history has 0: its end is cut off',
    );
  });

  it('shows that an event was taken out of the middle', async () => {
    const found = await check(
      events.filter((_, at) => at !== 2).concat(linked('subscription-9', 99n)),
      anchorOn(events),
    );
    expect(found.anchors[0]?.problem).toBe('has another root: an event up to it was altered, taken out or put in');
  });
});
