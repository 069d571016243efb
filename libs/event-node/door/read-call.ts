import type { EventStore } from '../event-store.js';
import { decodeReadRequest, type ReadRequest } from '../protocol/read-requests.js';
import { AllReader } from '../streams/all-reader.js';
import { compileFilter } from '../streams/event-filter.js';
import type { FrameSource } from '../streams/frame-source.js';
import { BackwardsStreamReader, ForwardsStreamReader } from '../streams/stream-reader.js';
import { AllSubscription, checkWindow } from '../subscriptions/all-subscription.js';
import { StreamSubscription } from '../subscriptions/stream-subscription.js';
import type { Subscription } from '../subscriptions/subscription.js';
import type { CallHandler, GrpcCall } from './grpc-call.js';
import type { RequestMemory } from './request-memory.js';
import { SingleRequestCall } from './streams-service.js';

/** Read: of a stream or of $all, once or as a subscription. */
export function readCall(call: GrpcCall, store: EventStore, memory: RequestMemory): CallHandler {
  let subscription: Subscription | undefined;
  let counted = false;
  return new SingleRequestCall(
    (bytes) => {
      const request = decodeReadRequest(bytes);
      if (request.count !== undefined) {
        sendAll(call, openRead(store, request, request.count));
        return;
      }
      memory.beginSubscription();
      counted = true;
      subscription = openSubscription(call, store, request);
      subscription.start();
    },
    () => {
      subscription?.close();
      if (counted) memory.endSubscription();
    },
  );
}

function openRead(store: EventStore, request: ReadRequest, count: number): FrameSource {
  const { target, direction, compatibility } = request;
  const { storage, presenter } = store;
  const presentation = presentationOf(request);
  if (target.kind === 'stream') {
    const head = store.heads.get(target.streamName);
    const metadataOf = store.metadataOf(target.streamName);
    const Reader = direction === 'forwards' ? ForwardsStreamReader : BackwardsStreamReader;
    return new Reader(storage, presenter, { head, metadataOf, count, compatibility, presentation }, target.from);
  }
  if (request.filter !== undefined) checkWindow(request.filter);
  const filter = request.filter === undefined ? undefined : compileFilter(request.filter);
  return new AllReader(storage, presenter, { from: target.from, direction, count, filter, presentation });
}

function openSubscription(call: GrpcCall, store: EventStore, request: ReadRequest): Subscription {
  const { target, filter } = request;
  const { feed, storage, presenter } = store;
  const presentation = presentationOf(request);
  if (target.kind === 'all')
    return new AllSubscription(call, feed, storage, presenter, { from: target.from, filter, presentation });
  const { streamName, from } = target;
  const head = () => store.heads.get(streamName);
  const metadataOf = () => store.metadataOf(streamName);
  return new StreamSubscription(call, feed, storage, presenter, { streamName, from, head, metadataOf, presentation });
}

const presentationOf = ({ resolveLinks, structuredIds }: ReadRequest) => ({ resolveLinks, structuredIds });

/** Page after page, as fast as the reader takes them. */
function sendAll(call: GrpcCall, source: FrameSource): void {
  if (call.isOver) return;
  const { frames, atEnd } = source.next();
  const [only] = frames;
  const bytes = frames.length === 1 ? only : frames.length === 0 ? undefined : Buffer.concat(frames);
  if (atEnd) {
    call.end(bytes);
    return;
  }
  const goOn = (): void => call.guard(() => sendAll(call, source));
  if (bytes !== undefined && !call.write(bytes)) call.onDrained(goOn);
  else setImmediate(goOn);
}
