/**
 * Enough for every append that a client may still be repeating; past it, a repeat with Any is appended again, as the
 * real server does past its own bound. Two generations, so twice as many at most.
 */
const GENERATION_IDS_MAX = 50_000;

export interface KnownEvent {
  readonly streamId: number;
  readonly revision: number;
}

/**
 * Event ids by which an append with Any or StreamExists is recognised as a repeat. In memory only, and an id belongs to
 * the stream that used it first: both as on the real server, where ids do not survive a restart either.
 */
export class KnownIds {
  private recent = new Map<string, KnownEvent>();
  private older = new Map<string, KnownEvent>();

  get(id: string): KnownEvent | undefined {
    return this.recent.get(id) ?? this.older.get(id);
  }

  add(id: string, event: KnownEvent): void {
    if (this.get(id) !== undefined) return;
    this.recent.set(id, event);
    if (this.recent.size < GENERATION_IDS_MAX) return;
    this.older = this.recent;
    this.recent = new Map();
  }

  clear(): void {
    this.recent.clear();
    this.older.clear();
  }
}
