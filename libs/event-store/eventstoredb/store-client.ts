import { EventStoreDBClient } from '@eventstore/db-client';
import streamsGrpc from '@eventstore/db-client/generated/streams_grpc_pb.js';
import type { ClientDuplexStream } from '@grpc/grpc-js';
import { type BatchAnswer, readBatchAnswer } from './batch-append-answer.js';
import { within } from './within.js';

/** Takes appends that are encoded already. */
export type BatchAppendStream = ClientDuplexStream<Buffer, BatchAnswer>;

const BATCH_APPEND_PATH = '/event_store.client.streams.Streams/BatchAppend';

/** How often a silent connection is asked whether it is still there. The client warns below ten seconds. */
const KEEP_ALIVE_MS = 10_000;
/** So many clients may be opened before a number comes again: by then the earlier connection is long gone. */
const DISTINCT_KEEP_ALIVES_MAX = 1_000;
/** A call that does not end when it is cancelled is left to the end of its connection. */
const CLOSE_MS = 1_000;

let opened = 0;
const closed = new WeakSet<StoreClient>();

/**
 * The gRPC library gives clients of one target and the same options one connection, with one wait before it is tried
 * again (up to two minutes after a long outage). A keep-alive of its own, milliseconds apart, gives each client its own
 * connection: a new client tries at once, and a subscriber that reads slowly holds nobody up.
 */
function withKeepAliveOfItsOwn(url: string): string {
  opened += 1;
  const milliseconds = KEEP_ALIVE_MS + (opened % DISTINCT_KEEP_ALIVES_MAX);
  const [address = '', query = ''] = url.split('?');
  const parameters = query.split('&').filter((one) => one !== '' && !/^keepAliveInterval=/i.test(one));
  return `${address}?${[...parameters, `keepAliveInterval=${milliseconds}`].join('&')}`;
}

/** The client with what it keeps to itself: its raw batch call, and the closing of its connection. */
export class StoreClient extends EventStoreDBClient {
  static open(url: string): StoreClient {
    const client = EventStoreDBClient.connectionString(withKeepAliveOfItsOwn(url));
    return Object.setPrototypeOf(client, StoreClient.prototype);
  }

  /**
   * The client's own appending has no deadline, lets one failed stream reject the appends of every other, and ends the
   * process when a connection breaks under load (a rejection that nobody can catch). So we hold the stream ourselves.
   */
  openBatchAppend(): Promise<BatchAppendStream> {
    const open = this.GRPCStreamCreator(streamsGrpc.StreamsClient, 'batchAppend', (client) =>
      client.makeBidiStreamRequest(
        BATCH_APPEND_PATH,
        (encoded: Buffer) => encoded,
        readBatchAnswer,
        ...this.callArguments({}, { deadline: Number.POSITIVE_INFINITY }),
      ),
    );
    return open();
  }

  /** A read of a client that was closed meanwhile ends as if it were complete: whoever reads asks here. */
  get closed(): boolean {
    return closed.has(this);
  }

  /** Cancels what is under way and closes the connection. Never throws. */
  async close(): Promise<void> {
    closed.add(this);
    try {
      await within(CLOSE_MS, this.dispose());
      const channel = await this.getChannel();
      channel.close();
    } catch {
      // It was never connected, or is closed already: either way there is nothing left to close.
    }
  }
}
