import { Injectable } from '@nestjs/common';

/** No position is below the first event's, which is 0. */
const NONE = -1n;

/**
 * The last position that this process wrote, or was told of by a caller: an order is never decided on facts from before
 * it. Threads of one process share it, so that an answer of one is known to the others before anybody has it.
 */
@Injectable()
export class WrittenPosition {
  private last = inMemory(WrittenPosition.memory());

  /** For one process: its threads `share` it. */
  static memory(): SharedArrayBuffer {
    const memory = new SharedArrayBuffer(BigInt64Array.BYTES_PER_ELEMENT);
    inMemory(memory)[0] = NONE;
    return memory;
  }

  /** From now on one with all that share this memory. Called before anything is written. */
  share(memory: SharedArrayBuffer): void {
    this.last = inMemory(memory);
  }

  get position(): bigint | undefined {
    const last = Atomics.load(this.last, 0);
    return last === NONE ? undefined : last;
  }

  note(position: bigint | undefined): void {
    if (position === undefined) return;
    let last = Atomics.load(this.last, 0);
    while (position > last) {
      const found = Atomics.compareExchange(this.last, 0, last, position);
      if (found === last) return;
      last = found;
    }
  }
}

const inMemory = (memory: SharedArrayBuffer): BigInt64Array => new BigInt64Array(memory);
