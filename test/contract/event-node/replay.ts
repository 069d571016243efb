import http2 from 'node:http2';
import { bytesOf, type CallAnswer, type HttpAnswer, type RecordedQuestion, type Step } from './recorded-question.js';
import { ReplayCall } from './replay-call.js';
import { askOverHttp2 } from './replay-http.js';
import { encode, type Message, shortenedText } from './wire-codec.js';

/** How long what must come is waited for. What does not come is then seen in the answer. */
const COMES_WITHIN_MS = 4_000;
/** All that the questions wrote, some of it large. */
const READ_WITHIN_MS = 60_000;
/** Messages of 17 MiB are among the questions; node refuses them otherwise. */
const SESSION_MEMORY_MB_MAX = 512;
const LABEL_LENGTH_MAX = 80;
const READ = '/event_store.client.streams.Streams/Read';

const sleep = (ms: number): Promise<void> => new Promise((resolve) => setTimeout(resolve, ms));

export type Answer = CallAnswer | HttpAnswer;

interface ReplayOptions {
  readonly connectionString: string;
  /** A real server settles some things behind its answers. */
  readonly isElsewhere: boolean;
}

/** Asks recorded questions again, and gives positions the names that the recordings have for them. */
export class Replay {
  private readonly origin: string;
  private readonly session: http2.ClientHttp2Session;
  private readonly positions = new Map<string, bigint>();
  private readonly names = new Map<bigint, string>();
  private tail = 0n;
  private learning: Promise<void> = Promise.resolve();

  constructor(private readonly options: ReplayOptions) {
    this.origin = `http://${new URL(options.connectionString).host}`;
    this.session = http2.connect(this.origin, { maxSessionMemory: SESSION_MEMORY_MB_MAX });
  }

  close(): void {
    this.session.destroy();
  }

  /** @param untilEnded where the recorded server never answered and another one does: its answer is waited for. */
  async ask({ steps, answers }: RecordedQuestion, untilEnded = false): Promise<Answer[]> {
    const { called, requested } = await this.play(steps, untilEnded);
    return answers.map(({ call, http2: request }) => {
      const answer = call === undefined ? requested.get(request ?? -1) : called.get(call);
      if (answer === undefined) throw new Error('a question without an answer');
      return answer;
    });
  }

  /** Does what was done, without looking at the answers. */
  async play(
    steps: readonly Step[],
    untilEnded = false,
  ): Promise<{ called: Map<number, Answer>; requested: Map<number, Answer> }> {
    const calls = new Map<number, ReplayCall>();
    const called = new Map<number, Answer>();
    const requested = new Map<number, Answer>();
    const callOf = (number: number): ReplayCall => {
      const call = calls.get(number);
      if (call === undefined) throw new Error(`no call ${number}`);
      return call;
    };
    for (const step of steps) {
      if ('open' in step) calls.set(step.open, new ReplayCall(this.session, step));
      else if ('send' in step) callOf(step.send).send(await this.messageOf(step));
      else if ('end' in step && !('http2' in step)) callOf(step.end).end();
      else if ('cancel' in step) callOf(step.cancel).cancel();
      else if ('wait' in step) await callOf(step.wait).wait(step.messages, step.ended, COMES_WITHIN_MS);
      else if ('mark' in step) callOf(step.mark).mark(step.text);
      else if ('answer' in step) {
        if (untilEnded) await callOf(step.answer).wait(0, true, COMES_WITHIN_MS);
        called.set(step.answer, await callOf(step.answer).answer());
      } else if ('sleep' in step) await sleep(step.sleep);
      else if ('http2' in step) requested.set(step.http2, await askOverHttp2(this.origin, step));
      else if (this.options.isElsewhere) await sleep(step.settle);
    }
    return { called, requested };
  }

  /** Reads on in $all and learns which event is where. */
  learn(): Promise<void> {
    this.learning = this.learning.then(() => this.readOn());
    return this.learning;
  }

  /** The name that the recordings give to a position. */
  nameOf(position: bigint): string | undefined {
    return this.names.get(position);
  }

  private async readOn(): Promise<void> {
    const all =
      this.tail === 0n ? { start: {} } : { position: { commit_position: this.tail, prepare_position: this.tail } };
    const call = new ReplayCall(this.session, { path: READ, answers: 'ReadResp' });
    call.send(encode('ReadReq', { options: { all, count: 1_000_000, no_filter: {}, uuid_option: { string: {} } } }));
    call.end();
    await call.wait(0, true, READ_WITHIN_MS);
    const { messages, status } = await call.answer();
    if (status !== 0) throw new Error(`$all could not be read: ${status}`);
    for (const message of messages) {
      const { event } = (message as { event: { event: Message } }).event;
      const stream = labelOf(event.stream_identifier);
      this.tail = event.commit_position as bigint;
      this.positions.set(`${stream}#${event.stream_revision}`, this.tail);
      this.names.set(this.tail, `<@${stream}#${event.stream_revision}>`);
    }
  }

  private async messageOf(step: Extract<Step, { send: number }>): Promise<Buffer> {
    if ('bytes' in step) return bytesOf(step.bytes);
    await this.learn();
    return encode('ReadReq', this.withPositions(step.read) as Message);
  }

  private withPositions(value: unknown): unknown {
    if (Array.isArray(value)) return value.map((one) => this.withPositions(one));
    if (typeof value !== 'object' || value === null) return value;
    const { at, shift = 0 } = value as { at?: string; shift?: number };
    if (at === undefined)
      return Object.fromEntries(Object.entries(value).map(([name, one]) => [name, this.withPositions(one)]));
    const position = /^\d+$/.test(at) ? BigInt(at) : this.positions.get(at);
    if (position === undefined) throw new Error(`nothing is known of ${at}`);
    return position + BigInt(shift);
  }
}

/** A stream's name as the recordings have it in the name of a position: long ones shortened. */
function labelOf(identifier: unknown): string {
  const name = (identifier as { stream_name?: unknown }).stream_name;
  if (typeof name === 'string' && name.length <= LABEL_LENGTH_MAX) return name;
  const { len, head, sha } =
    typeof name === 'string' ? shortenedText(name) : (name as Partial<ReturnType<typeof shortenedText>>);
  return head === undefined ? '?' : `${head.slice(0, 40)}…${len}…${sha?.slice(0, 8)}`;
}
