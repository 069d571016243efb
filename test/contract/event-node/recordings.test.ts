import { comparable, inAnyOrder, inTheWordsOf, named, without } from './comparable-answer.js';
import { type RecordedQuestion, recordedQuestions } from './recorded-question.js';
import { differences } from './recordings/differences.js';
import { type Answer, Replay } from './replay.js';
import { elsewhere, inMemory, type RunningServer } from './servers.js';

const AT_ONCE = 16;
const REPLAYED_WITHIN_MS = 300_000;

const questions = recordedQuestions('questions');
const differing = new Map(differences.flatMap((difference) => difference.questions.map((id) => [id, difference])));
const deliberate = elsewhere === undefined ? questions.filter(({ id }) => differing.has(id)) : [];
/** A real server need not answer twice alike where timing decides, nor when it never answered. */
const alike = questions.filter(({ id, racy }) => !differing.has(id) && (elsewhere === undefined || !racy));

/** Where timing decides, what was seen afterwards is one of several right answers. */
const comparedOf = (racy: true | undefined): number | undefined => (racy ? 1 : undefined);

/** Those about a fresh server first, then those that see everything, one by one; the others in any order. */
/** The recorded server left the call open; ours ends it, when it comes to it. */
const isAnsweredHereOnly = ({ id, answers }: RecordedQuestion): boolean =>
  differing.get(id)?.parts.includes('status') === true &&
  answers.some(({ expected }) => 'status' in expected && expected.status === 'open');

async function askAll(replay: Replay): Promise<ReadonlyMap<string, Answer[]>> {
  const answers = new Map<string, Answer[]>();
  const ask = async (some: Iterable<RecordedQuestion>): Promise<void> => {
    for (const question of some) answers.set(question.id, await replay.ask(question, isAnsweredHereOnly(question)));
  };
  await ask(questions.filter(({ fresh }) => fresh));
  await ask(questions.filter(({ fresh, alone }) => alone && !fresh));
  const others = questions.filter(({ fresh, alone }) => !fresh && !alone).values();
  await Promise.all(Array.from({ length: AT_ONCE }, () => ask(others)));
  await replay.learn();
  return answers;
}

describe(`${questions.length} questions that a real EventStoreDB was asked`, () => {
  let answers: ReadonlyMap<string, Answer[]>;
  let replay: Replay;
  let server: RunningServer;

  beforeAll(async () => {
    server = await inMemory.start();
    replay = new Replay({ connectionString: server.connectionString, isElsewhere: elsewhere !== undefined });
    answers = await askAll(replay);
  }, REPLAYED_WITHIN_MS);

  afterAll(async () => {
    replay.close();
    await server.stop();
  });

  const recordedOf = ({ answers: all, anyOrder, racy }: RecordedQuestion): unknown => {
    const recorded = comparable(all.slice(0, comparedOf(racy)).map(({ expected }) => expected));
    return anyOrder ? inAnyOrder(recorded) : recorded;
  };
  const givenOf = (question: RecordedQuestion): unknown => {
    const given = comparable(
      named(answers.get(question.id)?.slice(0, comparedOf(question.racy)), (position) => replay.nameOf(position)),
    );
    return inTheWordsOf(recordedOf(question), question.anyOrder ? inAnyOrder(given) : given);
  };

  it.each(alike)('$id: $title', (question) => {
    expect(givenOf(question)).toEqual(recordedOf(question));
  });

  if (deliberate.length > 0)
    it.each(deliberate)('$id: another answer on purpose, and only in that', (question) => {
      const parts = differing.get(question.id)?.parts ?? [];
      expect(givenOf(question)).not.toEqual(recordedOf(question));
      expect(without(parts, givenOf(question))).toEqual(without(parts, recordedOf(question)));
    });

  it('has each deliberate difference among its questions', () => {
    const asked = new Set(questions.map(({ id }) => id));
    expect([...differing.keys()].filter((id) => !asked.has(id))).toEqual([]);
  });
});
