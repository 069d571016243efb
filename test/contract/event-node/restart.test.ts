import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { type EventNode, startEventNode } from '#event-node/start-event-node.js';
import { comparable, inTheWordsOf, named } from './comparable-answer.js';
import { type RecordedQuestion, recordedQuestions } from './recorded-question.js';
import { type Answer, Replay } from './replay.js';
import { elsewhere } from './servers.js';

const questions = recordedQuestions('restart');
/** A server somewhere else cannot be restarted from here. */
const describeHere = elsewhere === undefined ? describe : describe.skip;

describeHere(`${questions.length} questions that a real EventStoreDB was asked behind a restart`, () => {
  const answers = new Map<string, Answer[]>();
  let dataDir: string;

  async function withNode(ask: (replay: Replay) => Promise<void>): Promise<void> {
    const node: EventNode = await startEventNode({ dataDir });
    const replay = new Replay({ connectionString: node.connectionString, isElsewhere: false });
    await ask(replay);
    replay.close();
    await node.stop();
  }

  beforeAll(async () => {
    dataDir = await mkdtemp(path.join(os.tmpdir(), 'event-node-'));
    await withNode(async (replay) => {
      for (const { before = [] } of questions) await replay.play(before);
    });
    await withNode(async (replay) => {
      for (const question of questions) answers.set(question.id, await replay.ask(question));
    });
  });

  afterAll(() => rm(dataDir, { recursive: true }));

  it.each(questions)('$id: $title', ({ id, answers: all }: RecordedQuestion) => {
    const recorded = comparable(all.map(({ expected }) => expected));
    const given = comparable(named(answers.get(id), () => undefined));
    expect(inTheWordsOf(recorded, given)).toEqual(recorded);
  });
});
