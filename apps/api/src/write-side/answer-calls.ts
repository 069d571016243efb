import { packedFault } from './crossing-faults.js';
import type { Call, CallAnswer, Port } from './messages.js';
import { TurnBatch } from './turn-batch.js';
import type { WriteSideThread } from './write-side.js';

/** Answers what another thread asks. @returns takes the calls of one message; they begin in their order, and end as they end. */
export function answerCalls(port: Port, writeSide: WriteSideThread): (calls: readonly Call[]) => void {
  const answers = new TurnBatch<CallAnswer>(port, ([number], error) =>
    answers.add([number, 'failed', packedFault(error)]),
  );
  const answer = async ([number, name, args]: Call): Promise<void> => {
    try {
      const ask = writeSide[name] as (...args: unknown[]) => Promise<unknown>;
      answers.add([number, 'done', await ask.apply(writeSide, [...args])]);
    } catch (error) {
      answers.add([number, 'failed', packedFault(error)]);
    }
  };
  return (calls) => {
    for (const call of calls) void answer(call);
  };
}
