import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { type DecodedEvent, TOMBSTONE_REVISION } from '../protocol/event-frame.js';
import { isMetadataStream, metadataStreamOf, streamOfMetadata } from '../streams/stream-metadata.js';
import {
  appendMessages,
  eventIn,
  isAppended,
  readLast,
  readLastOfAll,
  readPage,
  tombstoneMessage,
} from './copy-messages.js';
import { GrpcClient, RemoteError } from './grpc-client.js';

/** Events of one page, and so between two marks in the resume file. */
const PAGE_EVENTS = 1_000;
/** The server's limit is 1 MiB of data an append; a single event is as large as it is. */
const APPEND_BYTES_MAX = 512 * 1024;

export interface CopyOptions {
  /** Connection string of a running event node. */
  readonly from: string;
  /** Of a single EventStoreDB or KurrentDB node, with rights to write metadata. */
  readonly to: string;
  /** Keeps how far the copy has come. Without it a repeat goes through everything again, which changes nothing. */
  readonly resumeFile?: string;
  /** `end` is the position of the source's last event when the copy began. */
  readonly onProgress?: (eventsDone: number, position: number, end: number) => void;
}

/**
 * Replays `$all` into another server, one append after the other: order, ids, types, data, metadata and revisions stay; positions
 * and times are the other's own. Each append expects the revision it had, so that a repeat is known by its ids, and events
 * of somebody else in between are refused.
 * @returns how many events were copied. @throws RemoteError that says where it stopped.
 */
export async function copyEvents({ from, to, resumeFile, onProgress }: CopyOptions): Promise<number> {
  const source = new GrpcClient(from);
  const client = new GrpcClient(to);
  const target = new Target(client);
  let position = resumeFile === undefined ? 0 : readMark(resumeFile);
  let done = 0;
  try {
    const end = await endOf(source);
    for (;;) {
      const page = await readEvents(source, position);
      const last = page.at(-1);
      if (last === undefined) break;
      for (const run of runsOf(page.filter(isCopied))) {
        await target.write(run);
        done += run.length;
        onProgress?.(done, run.at(-1)?.position ?? position, end);
      }
      position = last.position;
      if (resumeFile !== undefined) writeMark(resumeFile, position);
    }
    target.end();
    return done;
  } finally {
    source.close();
    client.close();
  }
}

async function endOf(source: GrpcClient): Promise<number> {
  const { status, reason, messages } = await source.call('Read', readLastOfAll());
  if (status !== '0') throw new RemoteError(`the source cannot be read: ${reason}`);
  return messages.flatMap((message) => eventIn(message) ?? []).at(-1)?.position ?? 0;
}

/** What comes behind the position; the event at it was copied before. */
async function readEvents(source: GrpcClient, position: number): Promise<DecodedEvent[]> {
  const { status, reason, messages } = await source.call('Read', readPage(position, PAGE_EVENTS + 1));
  if (status !== '0') throw new RemoteError(`the source cannot be read behind position ${position}: ${reason}`);
  return messages.flatMap((message) => eventIn(message) ?? []).filter((event) => event.position > position);
}

/** Metadata of the server's own streams is written by each server itself. */
const isCopied = ({ streamName }: DecodedEvent): boolean =>
  !(isMetadataStream(streamName) && streamOfMetadata(streamName).startsWith('$'));

/** Neighbours of one stream go in one append. */
function runsOf(events: readonly DecodedEvent[]): DecodedEvent[][] {
  const runs: DecodedEvent[][] = [];
  let bytes = 0;
  for (const event of events) {
    const run = runs.at(-1);
    const before = run?.at(-1);
    const size = event.data.length + event.customMetadata.length;
    const follows = before?.streamName === event.streamName && before.revision + 1 === event.revision;
    if (run !== undefined && follows && !isMetadataStream(event.streamName) && bytes + size <= APPEND_BYTES_MAX) {
      run.push(event);
      bytes += size;
    } else {
      runs.push([event]);
      bytes = size;
    }
  }
  return runs;
}

/** Writes runs in order, and remembers what can only be judged later. */
class Target {
  /** Streams that were found deleted: their tombstone must be among what comes. */
  private readonly foundDeleted = new Set<string>();

  constructor(private readonly client: GrpcClient) {}

  /** @throws RemoteError */
  async write(run: readonly DecodedEvent[]): Promise<void> {
    const [first] = run;
    if (first === undefined) return;
    if (first.revision === TOMBSTONE_REVISION) await this.bury(first);
    else await this.append(first, run);
  }

  /** @throws RemoteError when the target has deleted what the source has not. */
  end(): void {
    if (this.foundDeleted.size > 0)
      throw new RemoteError(`the target has deleted ${this.foundDeleted.size} streams that the source has`);
  }

  private async append(first: DecodedEvent, run: readonly DecodedEvent[]): Promise<void> {
    const { streamName, revision } = first;
    const { status, reason, messages } = await this.client.call(
      'Append',
      appendMessages(streamName, revision - 1, run),
    );
    if (status === '0' && isAppended(messages[0])) return;
    if (status !== '0' && isDeletedFault(reason)) this.foundDeleted.add(streamName);
    else if (status !== '0') throw refusal(first, reason);
    else if (!(await this.hasWrittenItself(first))) throw refusal(first, 'other events are there already');
  }

  /** A soft-deleted stream that goes on gets its new metadata from the server itself, as it did at the source. */
  private async hasWrittenItself({ streamName, data }: DecodedEvent): Promise<boolean> {
    if (!isMetadataStream(streamName)) return false;
    const { messages } = await this.client.call('Read', readLast(streamName));
    return messages.some((message) => eventIn(message)?.data.equals(data));
  }

  private async bury(event: DecodedEvent): Promise<void> {
    const { status, reason } = await this.client.call('Tombstone', tombstoneMessage(event.streamName));
    if (status !== '0' && !isDeletedFault(reason)) throw refusal(event, reason);
    this.foundDeleted.delete(event.streamName);
    this.foundDeleted.delete(metadataStreamOf(event.streamName));
  }
}

const isDeletedFault = (reason: string): boolean => decodeURIComponent(reason).endsWith('is deleted.');

const refusal = ({ position }: DecodedEvent, reason: string): RemoteError =>
  new RemoteError(`the target did not take the event at position ${position}: ${reason}`);

/** @throws RemoteError when the file is something else. */
function readMark(file: string): number {
  if (!existsSync(file)) return 0;
  const position = Number(readFileSync(file, 'utf8'));
  if (!Number.isSafeInteger(position) || position < 0) throw new RemoteError(`${file} holds no position`);
  return position;
}

/** Whole or not at all, however the process ends. */
function writeMark(file: string, position: number): void {
  writeFileSync(`${file}.new`, `${position}\n`, { flush: true });
  renameSync(`${file}.new`, file);
}
