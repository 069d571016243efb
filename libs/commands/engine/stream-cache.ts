import { Inject, Injectable } from '@nestjs/common';
import { LRUCache } from 'lru-cache';
import { EVENT_READER, type EventReader } from '#event-store/event-reader.js';
import type { StoredEvent } from '#event-store/stored-event.js';
import { emptyStream, foldOnto, type LoadedStream } from './loaded-stream.js';
import type { StreamKind } from './stream-kind.js';

/** A folded subscription takes some 5 KB: 50 MB in all, and enough for the streams that a busy minute touches. */
const CACHED_STREAMS_MAX = 10_000;
/**
 * Most new streams are not asked for again before a vendor has answered: each stays until so many others came to be, so
 * that thousands of orders neither push out what is in use, nor grow old in memory only to be cleared away at the price
 * of a tenth of all the time they take.
 */
const NEW_STREAMS_MAX = 256;

/** Folded streams in memory. What it holds may be behind the store, never beside it: an append's expected revision tells. */
@Injectable()
export class StreamCache {
  private readonly entries = new LRUCache<string, LoadedStream<unknown>>({ max: CACHED_STREAMS_MAX });
  /** Created here and not asked for since. */
  private readonly created = new LRUCache<string, LoadedStream<unknown>>({ max: NEW_STREAMS_MAX });
  /** Streams being read right now, and the newest revision that was heard of meanwhile. */
  private readonly reading = new Map<string, { readers: number; heard: number }>();
  private epoch = 0;

  constructor(@Inject(EVENT_READER) private readonly reader: EventReader) {}

  get<State>(kind: StreamKind<State>, stream: string): LoadedStream<State> | undefined {
    const entry = this.entries.get(stream) ?? this.inUseNow(stream);
    return entry?.kind === kind ? (entry as LoadedStream<State>) : undefined;
  }

  /** Reads what the store has behind the cached entry, or the whole stream. @throws StoreUnavailableError */
  async readThrough<State>(kind: StreamKind<State>, stream: string): Promise<LoadedStream<State>> {
    const known = this.get(kind, stream) ?? emptyStream(kind, stream);
    const epoch = this.epoch;
    const reading = this.beginReading(stream);
    try {
      const events = await this.reader.readStream(stream, known.revision + 1);
      const loaded = foldOnto(known, events);
      // An event that was heard of during the read may be in neither: such an answer is good, but not to be kept.
      if (epoch === this.epoch && reading.heard <= loaded.revision) this.put(loaded);
      return loaded;
    } finally {
      this.endReading(stream, reading);
    }
  }

  /** Keeps the newer of the two. Streams that do not exist are not kept: anybody may ask for any id. */
  put<State>(loaded: LoadedStream<State>): void {
    if (loaded.revision < 0) return;
    const present = this.get(loaded.kind, loaded.stream);
    if (present === undefined || present.revision < loaded.revision) this.entries.set(loaded.stream, loaded);
  }

  /** Keeps a stream that has just come to be, for those who ask for it soon. */
  putNew<State>(loaded: LoadedStream<State>): void {
    if (loaded.revision < 0 || this.entries.has(loaded.stream)) this.put(loaded);
    else this.created.set(loaded.stream, loaded);
  }

  drop(stream: string): void {
    this.entries.delete(stream);
    this.created.delete(stream);
  }

  /** What the live subscription says: carries a cached entry on, or drops it where an event is missing in between. */
  hear(stored: StoredEvent): void {
    const reading = this.reading.get(stored.stream);
    if (reading !== undefined) reading.heard = Math.max(reading.heard, stored.revision);
    const entries = this.created.has(stored.stream) ? this.created : this.entries;
    const entry = entries.peek(stored.stream);
    if (entry === undefined || stored.revision <= entry.revision) return;
    if (stored.revision === entry.revision + 1) entries.set(stored.stream, foldOnto(entry, [stored]));
    else entries.delete(stored.stream);
  }

  /** Forgets everything, also what is being read: after a gap in what was heard. */
  clear(): void {
    this.epoch += 1;
    this.entries.clear();
    this.created.clear();
  }

  private inUseNow(stream: string): LoadedStream<unknown> | undefined {
    const entry = this.created.get(stream);
    if (entry === undefined) return undefined;
    this.created.delete(stream);
    this.entries.set(stream, entry);
    return entry;
  }

  private beginReading(stream: string): { readers: number; heard: number } {
    const reading = this.reading.get(stream) ?? { readers: 0, heard: -1 };
    reading.readers += 1;
    this.reading.set(stream, reading);
    return reading;
  }

  private endReading(stream: string, reading: { readers: number }): void {
    reading.readers -= 1;
    if (reading.readers === 0) this.reading.delete(stream);
  }
}
