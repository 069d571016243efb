import http2 from 'node:http2';
import { decode, encode, type Message, uuidMessage } from './wire-codec.js';

/** A question as it was recorded. */
export interface Question {
  readonly op: 'Append' | 'BatchAppend' | 'Delete' | 'Tombstone' | 'Read' | 'ReadAll';
  readonly stream?: string;
  readonly expected?: string | number;
  readonly events?: readonly RecordedProposal[];
  readonly correlation_id?: string;
  readonly direction?: 'forwards' | 'backwards';
  readonly from?: unknown;
  readonly count?: string;
  readonly resolveLinks?: boolean;
  readonly compatibility?: number | null;
  readonly uuid?: string;
  readonly filter?: Message;
}

interface RecordedProposal {
  readonly id: string;
  readonly type?: string;
  readonly contentType?: string;
  readonly data: string;
  readonly meta?: string;
}

export interface Answer {
  readonly messages: readonly unknown[];
  /** The gRPC status, or that the call was still open. */
  readonly status: number | 'open';
  readonly details: string;
  readonly trailers: Readonly<Record<string, string>>;
}

const SERVICE = '/event_store.client.streams.Streams/';
const ANSWERS = {
  Append: 'AppendResp',
  BatchAppend: 'BatchResp',
  Delete: 'DeleteResp',
  Tombstone: 'DeleteResp',
  Read: 'ReadResp',
  ReadAll: 'ReadResp',
} as const;
const EXPECTED: Readonly<Record<string, Message>> = {
  any: { any: {} },
  none: { no_stream: {} },
  exists: { stream_exists: {} },
};
const MAX_U64 = 18_446_744_073_709_551_615n;
/** `<@stream#revision>`, and a number added to it or not. */
const POSITION_NAME = /^<@(.+)#(\d+)>([+-]\d+)?$/s;

/** Asks recorded questions over raw gRPC, and gives positions the names that the recordings have for them. */
export class Replay {
  private readonly session: http2.ClientHttp2Session;
  private readonly positions = new Map<string, bigint>();
  private readonly names = new Map<bigint, string>();
  private tail = 0n;

  constructor(connectionString: string) {
    this.session = http2.connect(`http://${new URL(connectionString).host}`);
  }

  close(): void {
    this.session.destroy();
  }

  async ask(question: Question): Promise<Answer> {
    const method = question.op === 'ReadAll' ? 'Read' : question.op;
    return this.call(method, ANSWERS[question.op], this.messagesOf(question), question.op === 'BatchAppend');
  }

  /** Reads on in $all and learns which event is where. */
  async learn(): Promise<void> {
    const all =
      this.tail === 0n ? { start: {} } : { position: { commit_position: this.tail, prepare_position: this.tail } };
    const options = { all, count: 1_000_000, no_filter: {}, uuid_option: { string: {} } };
    const { messages } = await this.call('Read', 'ReadResp', [encode('ReadReq', { options })], false);
    for (const message of messages) {
      const { event } = (message as { event: { event: Message } }).event;
      const name = `${(event.stream_identifier as Message).stream_name}#${event.stream_revision}`;
      this.tail = event.commit_position as bigint;
      this.positions.set(name, this.tail);
      this.names.set(this.tail, `<@${name}>`);
    }
  }

  /** The answer with positions, times and ids made by the server in the recordings' words. */
  named(value: unknown, key = ''): unknown {
    if (typeof value === 'bigint') return this.names.get(value) ?? '<elsewhere>';
    if (Array.isArray(value)) return value.map((one) => this.named(one));
    if (typeof value !== 'object' || value === null) return key === 'created' ? '<ticks>' : value;
    return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.named(one, name)]));
  }

  private messagesOf(question: Question): Buffer[] {
    const stream = question.stream === undefined ? {} : { stream_identifier: { stream_name: question.stream } };
    const { expected = 'any', events = [] } = question;
    const at = EXPECTED[expected];
    if (question.op === 'BatchAppend') {
      const options = { ...stream, ...(at ?? { stream_position: expected }), deadline: { seconds: 10 } };
      const correlation_id = uuidMessage(question.correlation_id ?? '');
      return [encode('BatchReq', { correlation_id, options, proposed_messages: events.map(proposed), is_final: 1 })];
    }
    if (question.op === 'Read' || question.op === 'ReadAll')
      return [encode('ReadReq', { options: this.readOptions(question) })];
    const options = { ...stream, ...(at ?? { revision: expected }) };
    if (question.op !== 'Append') return [encode('DeleteReq', { options })];
    return [
      encode('AppendReq', { options }),
      ...events.map((event) => encode('AppendReq', { proposed_message: proposed(event) })),
    ];
  }

  private readOptions(question: Question): Message {
    const { op, stream, direction, resolveLinks, count, filter, compatibility, uuid = 'structured' } = question;
    const from = this.fromOf(question);
    return {
      ...(op === 'ReadAll' ? { all: from } : { stream: { stream_identifier: { stream_name: stream }, ...from } }),
      read_direction: direction === 'backwards' ? 1 : 0,
      ...(resolveLinks ? { resolve_links: 1 } : {}),
      count: BigInt(count ?? 0),
      ...(filter === undefined ? { no_filter: {} } : { filter }),
      uuid_option: { [uuid]: {} },
      ...(compatibility === null ? {} : { control_option: { compatibility } }),
    };
  }

  private fromOf({ op, from }: Question): Message {
    if (from === 'start' || from === 'end') return { [from]: {} };
    if (from === 'unset') return {};
    if (op === 'Read') return { revision: BigInt(`${from}`) };
    const { commit_position, prepare_position } = from as Message;
    return {
      position: {
        commit_position: this.positionOf(commit_position),
        prepare_position: this.positionOf(prepare_position),
      },
    };
  }

  private positionOf(named: unknown): bigint {
    if (named === 'max') return MAX_U64;
    const parts = POSITION_NAME.exec(`${named}`);
    if (parts === null) return BigInt(`${named}`);
    const position = this.positions.get(`${parts[1]}#${parts[2]}`);
    if (position === undefined) throw new Error(`nothing is known of ${named}`);
    return position + BigInt(parts[3] ?? 0);
  }

  /** A batch's call stays open: it is cancelled behind its answer. */
  private call(method: string, answerType: string, messages: readonly Buffer[], staysOpen: boolean): Promise<Answer> {
    const call = this.session.request({
      ':method': 'POST',
      ':path': SERVICE + method,
      'content-type': 'application/grpc',
    });
    const taken: Message[] = [];
    let status: http2.IncomingHttpHeaders = {};
    let rest: Buffer = Buffer.alloc(0);
    const takeStatus = (headers: http2.IncomingHttpHeaders): void => {
      if ('grpc-status' in headers) status = headers;
    };
    call.on('response', takeStatus).on('trailers', takeStatus);
    call.on('data', (chunk: Buffer) => {
      rest = Buffer.concat([rest, chunk]);
      while (rest.length >= 5 && rest.length >= 5 + rest.readUInt32BE(1)) {
        const end = 5 + rest.readUInt32BE(1);
        taken.push(decode(answerType, rest.subarray(5, end)));
        rest = rest.subarray(end);
      }
      if (staysOpen && taken.length > 0) call.close(http2.constants.NGHTTP2_CANCEL);
    });
    const framed = Buffer.concat(messages.map(frame));
    if (staysOpen) call.write(framed);
    else call.end(framed);
    return new Promise((resolve, reject) => {
      call.on('error', reject);
      call.on('close', () => resolve(answerOf(taken, status)));
    });
  }
}

function frame(message: Buffer): Buffer {
  const header = Buffer.alloc(5);
  header.writeUInt32BE(message.length, 1);
  return Buffer.concat([header, message]);
}

const proposed = ({ id, type, contentType, data, meta }: RecordedProposal): Message => ({
  id: uuidMessage(id),
  metadata: {
    ...(type === undefined ? {} : { type }),
    ...(contentType === undefined ? {} : { 'content-type': contentType }),
  },
  data,
  ...(meta === undefined ? {} : { custom_metadata: meta }),
});

function answerOf(messages: readonly Message[], headers: http2.IncomingHttpHeaders): Answer {
  const { 'grpc-status': status, 'grpc-message': message, ...others } = headers;
  const trailers = Object.entries(others).filter(([name]) => !/^(:|content-|date|server)/.test(name));
  return {
    messages,
    status: status === undefined ? 'open' : Number(status),
    details: decodeURIComponent(`${message ?? ''}`),
    trailers: Object.fromEntries(trailers.map(([name, value]) => [name, `${value}`])),
  };
}
