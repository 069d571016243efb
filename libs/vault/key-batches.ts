import type { Subject } from './vault.js';
import type { Held } from './vault-database.js';

/** Subjects in one round trip: a statement of this size is still answered in milliseconds. */
const BATCH_MAX = 500;

type Fetch = (subjects: readonly Subject[]) => Promise<ReadonlyMap<Subject, Held>>;

class Waiting {
  resolve: (held: Held | undefined) => void = () => undefined;
  reject: (error: unknown) => void = () => undefined;
  readonly promise = new Promise<Held | undefined>((resolve, reject) => {
    this.resolve = resolve;
    this.reject = reject;
  });
}

/** Puts everything that is asked for while a round trip is under way into the next one. */
export class KeyBatches {
  #waiting = new Map<Subject, Waiting>();
  #running = false;

  constructor(private readonly fetch: Fetch) {}

  /** @throws what the fetch throws. */
  get(subject: Subject): Promise<Held | undefined> {
    const waiting = this.#waiting.get(subject) ?? new Waiting();
    this.#waiting.set(subject, waiting);
    if (!this.#running) this.#start();
    return waiting.promise;
  }

  #start(): void {
    this.#running = true;
    // One turn later: what the same turn asks for comes along.
    setImmediate(() => this.#run());
  }

  async #run(): Promise<void> {
    const batch = this.#takeBatch();
    try {
      const found = await this.fetch(batch.map(([subject]) => subject));
      for (const [subject, { resolve }] of batch) resolve(found.get(subject));
    } catch (error) {
      for (const [, { reject }] of batch) reject(error);
    }
    if (this.#waiting.size > 0) this.#start();
    else this.#running = false;
  }

  #takeBatch(): readonly (readonly [Subject, Waiting])[] {
    const all = [...this.#waiting];
    this.#waiting = new Map(all.slice(BATCH_MAX));
    return all.slice(0, BATCH_MAX);
  }
}
