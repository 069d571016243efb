import { Injectable } from '@nestjs/common';
import { PassingMap } from '#kernel/passing-map.js';
import { BusyError } from '../command.js';

/** Waiting commands on one stream; at a few milliseconds each the last one waits about a second. */
const WAITING_PER_STREAM_MAX = 256;
/** A turn that comes later is not taken: whoever asked is about to give up, and what it waited for was stuck. */
const WAIT_FOR_TURN_MS = 5_000;

/** Commands on one stream take turns within this process, so that they do not make each other's appends conflict. */
@Injectable()
export class StreamQueue {
  private readonly tails = new PassingMap<string, { waiting: number; last: Promise<unknown> | undefined }>();

  /** @throws BusyError when too many wait already, or the turn came too late. */
  async inTurn<T>(stream: string, work: () => Promise<T>): Promise<T> {
    const tail = this.tails.get(stream) ?? { waiting: 0, last: undefined };
    if (tail.waiting >= WAITING_PER_STREAM_MAX) throw new BusyError(`Too many commands wait for ${stream}`);
    tail.waiting += 1;
    this.tails.set(stream, tail);
    const turn = tail.last === undefined ? work() : inTurnAfter(tail.last, stream, work);
    tail.last = turn;
    try {
      return await turn;
    } finally {
      tail.waiting -= 1;
      if (tail.waiting === 0) this.tails.take(stream);
    }
  }
}

/** @param last what it comes of is its own caller's affair. */
function inTurnAfter<T>(last: Promise<unknown>, stream: string, work: () => Promise<T>): Promise<T> {
  const askedAt = performance.now();
  const goOn = () => {
    if (performance.now() - askedAt > WAIT_FOR_TURN_MS) throw new BusyError(`No turn on ${stream} in time`);
    return work();
  };
  return last.then(goOn, goOn);
}
