import type { TimelineEvent } from '../api/answers.js';
import { chosenEvent } from './chosen-event.js';

const event = (revision: number, effectiveAt: string, recordedAt = effectiveAt) =>
  ({ entry: 'event', revision, effectiveAt, recordedAt }) as TimelineEvent;

const EVENTS = [
  event(0, '2026-01-01T00:00:00.000Z'),
  event(1, '2026-02-01T00:00:00.000Z', '2026-02-03T00:00:00.000Z'),
  event(2, '2026-03-01T00:00:00.000Z'),
];
const chosen = (revision: string | null, at?: string, time: 'recorded' | 'effective' = 'recorded') =>
  chosenEvent(EVENTS, { revision, at, time });

describe('the event that an address chooses', () => {
  it('is the one it names, else the newest', () =>
    expect([chosen('1'), chosen(null), chosen('9'), chosen('')]).toEqual([1, 2, 2, 2]));

  it('at an instant is the last one by then, itself included', () =>
    expect([chosen(null, '2026-02-03T00:00:00Z'), chosen(null, '2026-02-02T23:59:59Z')]).toEqual([1, 0]));

  it('is another one by when it was in effect than by when it was recorded', () =>
    expect([chosen('2', '2026-02-01T00:00:00Z', 'effective'), chosen('2', '2026-02-01T00:00:00Z')]).toEqual([1, 0]));

  it('before the first is none', () => expect(chosen(null, '2025-12-31T23:59:59Z')).toBe(-1));
});
