import { PassingMap } from '#kernel/passing-map.js';
import { unpackedFault } from './crossing-faults.js';
import type { Call, CallAnswer, CallName, Port } from './messages.js';
import { TurnBatch } from './turn-batch.js';
import type { WriteSideThread } from './write-side.js';

interface Asker {
  readonly resolve: (value: never) => void;
  readonly reject: (error: unknown) => void;
}

/** What was asked of another thread and is not answered yet: as much as its callers have under way, which they bound. */
export class Calls {
  private readonly askers = new PassingMap<number, Asker>();
  private readonly batch: TurnBatch<Call>;
  private asked = 0;
  private ended: Error | undefined;

  constructor(port: Port) {
    this.batch = new TurnBatch(port, ([number], error) => this.askers.get(number)?.reject(error));
  }

  /** Asked and not answered. */
  get underWay(): number {
    return this.askers.size;
  }

  ask<Name extends CallName>(
    name: Name,
    ...args: Parameters<WriteSideThread[Name]>
  ): ReturnType<WriteSideThread[Name]> {
    const answered = new Promise((resolve, reject) => {
      if (this.ended !== undefined) return reject(this.ended);
      this.asked += 1;
      this.askers.set(this.asked, { resolve, reject });
      this.batch.add([this.asked, name, args]);
    });
    return answered as ReturnType<WriteSideThread[Name]>;
  }

  take(answers: readonly CallAnswer[]): void {
    for (const answer of answers) {
      const asker = this.askers.take(answer[0]);
      if (answer[1] === 'done') asker?.resolve(answer[2] as never);
      else asker?.reject(unpackedFault(answer[2]));
    }
  }

  /** Nobody answers any more: whoever asked, or asks from now on, hears why. */
  end(why: Error): void {
    this.ended = why;
    for (const [number] of this.askers) this.askers.take(number)?.reject(why);
  }
}
