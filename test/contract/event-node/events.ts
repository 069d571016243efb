import { randomUUID } from 'node:crypto';
import { type AllStreamSubscription, jsonEvent, type StreamSubscription } from '@eventstore/db-client';

/** A name that no other test uses: the suite also runs against servers that hold other events. */
export const newStream = (): string => `contract-${randomUUID()}`;

export const happened = (n: number, id = randomUUID()) => jsonEvent({ id, type: 'Happened', data: { n } });

export const several = (count: number) => Array.from({ length: count }, (_, n) => happened(n));

/** How long a test waits for what must come. */
const ARRIVES_WITHIN_MS = 20_000;

/** What a subscription brought, and a way to wait for it. */
export class Watched<Subscription extends StreamSubscription | AllStreamSubscription> {
  readonly numbers: number[] = [];
  error: Error | undefined;
  isCaughtUp = false;
  private readonly waiters = new Set<() => void>();

  constructor(readonly subscription: Subscription) {
    const events = subscription as StreamSubscription;
    events.on('data', ({ event }) =>
      this.changed(() => {
        const { n } = Object(event?.data);
        this.numbers.push(n);
      }),
    );
    events.on('error', (error) =>
      this.changed(() => {
        this.error = error;
      }),
    );
    events.on('caughtUp' as 'end', () =>
      this.changed(() => {
        this.isCaughtUp = true;
      }),
    );
  }

  /** @throws when it does not become so in time. */
  until(isSo: () => boolean): Promise<void> {
    return new Promise((resolve, reject) => {
      const timer = setTimeout(() => {
        this.waiters.delete(check);
        reject(new Error(`it never became so that ${isSo}; came: ${this.numbers.join()}, ${this.error}`));
      }, ARRIVES_WITHIN_MS);
      const check = (): void => {
        if (!isSo()) return;
        clearTimeout(timer);
        this.waiters.delete(check);
        resolve();
      };
      this.waiters.add(check);
      check();
    });
  }

  private changed(change: () => void): void {
    change();
    for (const check of [...this.waiters]) check();
  }
}
