import { consumerTooSlowFault, type GrpcFault } from '../protocol/grpc-status.js';
import type { CommittedEvent } from '../streams/append-queue.js';

export interface LiveSubscriber {
  /** Events that have just become visible, in order, in one go. */
  deliver(events: readonly CommittedEvent[]): void;
  /** Ends the subscription from the server's side. */
  drop(fault: GrpcFault): void;
}

/** Hands what was committed to those who wait for it. */
export class LiveFeed {
  private readonly toAll = new Set<LiveSubscriber>();
  private readonly byStream = new Map<string, Set<LiveSubscriber>>();

  get subscriberCount(): number {
    let count = this.toAll.size;
    for (const subscribers of this.byStream.values()) count += subscribers.size;
    return count;
  }

  addToAll(subscriber: LiveSubscriber): void {
    this.toAll.add(subscriber);
  }

  addToStream(streamName: string, subscriber: LiveSubscriber): void {
    const subscribers = this.byStream.get(streamName) ?? new Set();
    this.byStream.set(streamName, subscribers.add(subscriber));
  }

  remove(subscriber: LiveSubscriber, streamName?: string): void {
    if (streamName === undefined) this.toAll.delete(subscriber);
    else {
      const subscribers = this.byStream.get(streamName);
      subscribers?.delete(subscriber);
      if (subscribers?.size === 0) this.byStream.delete(streamName);
    }
  }

  publish(events: readonly CommittedEvent[]): void {
    for (const subscriber of [...this.toAll]) subscriber.deliver(events);
    if (this.byStream.size > 0) this.publishToStreams(events);
  }

  /** What a real server does now and then: every live subscriber has to resubscribe. @returns how many there were. */
  dropAll(): number {
    const subscribers = [...this.toAll, ...[...this.byStream.values()].flatMap((some) => [...some])];
    for (const subscriber of subscribers) subscriber.drop(consumerTooSlowFault());
    return subscribers.length;
  }

  private publishToStreams(events: readonly CommittedEvent[]): void {
    const perStream = new Map<string, CommittedEvent[]>();
    for (const event of events) {
      if (!this.byStream.has(event.streamName)) continue;
      const some = perStream.get(event.streamName);
      if (some === undefined) perStream.set(event.streamName, [event]);
      else some.push(event);
    }
    for (const [streamName, some] of perStream)
      for (const subscriber of [...(this.byStream.get(streamName) ?? [])]) subscriber.deliver(some);
  }
}
