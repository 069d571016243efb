/**
 * A map for what is held for a moment, by the thousand. A plain `Map` makes a new table when deletions have filled the old
 * one, and V8 links the old table to the new: once a table has grown old, all that ever passes through the later ones
 * counts as reachable until the next full collection, and is copied twice for it (a quarter of what an order asks for in
 * memory was). What is taken out of this one is reachable no more.
 */
export class PassingMap<Key, Value extends object> {
  private readonly cells = new Map<Key, { value: Value | undefined }>();

  get size(): number {
    return this.cells.size;
  }

  get(key: Key): Value | undefined {
    return this.cells.get(key)?.value;
  }

  set(key: Key, value: Value): void {
    const cell = this.cells.get(key);
    if (cell === undefined) this.cells.set(key, { value });
    else cell.value = value;
  }

  /** @returns what was there. */
  take(key: Key): Value | undefined {
    const cell = this.cells.get(key);
    if (cell === undefined) return undefined;
    this.cells.delete(key);
    const { value } = cell;
    cell.value = undefined;
    return value;
  }

  /** What was set first comes first; what is found may be taken out meanwhile. */
  *[Symbol.iterator](): Generator<readonly [Key, Value]> {
    for (const [key, { value }] of this.cells) if (value !== undefined) yield [key, value];
  }
}
