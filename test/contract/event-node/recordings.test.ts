import { readFileSync } from 'node:fs';
import path from 'node:path';
import { gunzipSync } from 'node:zlib';
import { startEventNode } from '#event-node/start-event-node.js';
import { type Answer, type Question, Replay } from './replay.js';

interface Recorded {
  readonly id: string;
  readonly title: string;
  readonly setup: readonly Question[];
  readonly request: Question;
  readonly response: Answer;
  readonly after: readonly { readonly request: Question; readonly response: Answer }[];
}

/** What a real EventStoreDB 23.10.8 answered, a question a line. */
const FILE = path.join(import.meta.dirname, 'recordings/streams.ndjson.gz');
const AT_ONCE = 8;
const REPLAYED_WITHIN_MS = 120_000;

const recordings: readonly Recorded[] = gunzipSync(readFileSync(FILE))
  .toString('utf8')
  .split('\n')
  .map((line) => JSON.parse(line));
/** Reads of $all are to see their own events only: one after the other. */
const isOfAll = ({ id }: Recorded): boolean => /^(all|all-filter|meta-all)\//.test(id);

async function asked(replay: Replay, { setup, request, after }: Recorded): Promise<Answer[]> {
  for (const step of setup) await replay.ask(step);
  if (JSON.stringify(request).includes('<@')) await replay.learn();
  const answers = [await replay.ask(request)];
  for (const { request: look } of after) answers.push(await replay.ask(look));
  return answers;
}

/** The recording's names for positions that are no known event's, times and ids made by the server mean the same. */
function comparable(value: unknown, key = ''): unknown {
  if (typeof value === 'string') {
    if (key.endsWith('_position') && !/^<@/.test(value)) return /^<|^max|^0$/.test(value) ? '<elsewhere>' : value;
    return value;
  }
  if (Array.isArray(value)) return value.map((one) => comparable(one));
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).map(([name, one]) => [
    name,
    name === 'id' ? madeByServer(one) : comparable(one, name),
  ]);
  return Object.fromEntries(entries);
}

const serverMade = new Set<string>();
/** An id that no question has is the server's own. */
function madeByServer(id: unknown): unknown {
  const [[form, text] = []] = Object.entries(id as Record<string, string>);
  return { [form ?? '']: text?.startsWith('<uuid') || !serverMade.has(text ?? '') ? '<made by the server>' : text };
}

for (const { setup, request } of recordings)
  for (const { events = [] } of [...setup, request]) for (const { id } of events) serverMade.add(id.toLowerCase());

describe(`an event node asked ${recordings.length} questions that a real EventStoreDB was asked`, () => {
  const answers = new Map<string, Answer[]>();
  let replay: Replay;
  let stop: () => Promise<void>;

  beforeAll(async () => {
    const node = await startEventNode({ inMemory: true });
    stop = () => node.stop();
    replay = new Replay(node.connectionString);
    for (const recorded of recordings.filter(isOfAll)) answers.set(recorded.id, await asked(replay, recorded));
    const others = recordings.filter((recorded) => !isOfAll(recorded)).values();
    const askOthers = async (): Promise<void> => {
      for (const recorded of others) answers.set(recorded.id, await asked(replay, recorded));
    };
    await Promise.all(Array.from({ length: AT_ONCE }, askOthers));
    await replay.learn();
  }, REPLAYED_WITHIN_MS);

  afterAll(async () => {
    replay.close();
    await stop();
  });

  it.each(recordings)('$id: $title', ({ id, response, after }) => {
    const expected = [response, ...after.map((look) => look.response)];
    expect(comparable(replay.named(answers.get(id)))).toEqual(comparable(expected));
  });
});
