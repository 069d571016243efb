/** What a peer may still send: a share of memory that it fills and that is given back as what came is taken. */
export class ReceiveWindow {
  private left: number;
  private uncredited = 0;

  constructor(private readonly bytes: number) {
    this.left = bytes;
  }

  /** @returns false when the peer sent more than it was allowed. */
  take(bytes: number): boolean {
    this.left -= bytes;
    return this.left >= 0;
  }

  /** So many bytes were taken. @returns by how much the peer is to be told that its window grows; 0 for not yet. */
  credit(bytes: number): number {
    this.uncredited += bytes;
    if (this.uncredited * 2 < this.bytes) return 0;
    const grown = this.uncredited;
    this.left += grown;
    this.uncredited = 0;
    return grown;
  }
}
