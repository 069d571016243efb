import { existsSync } from 'node:fs';
import { ASKING_USAGE, readCommandLine } from '../asking/command-line.js';
import type { OpsCommand } from '../asking/ops-command.js';
import { OpsError } from '../asking/ops-error.js';
import { keyFor, runningApi } from '../asking/running-api.js';
import { columns, show } from '../asking/show.js';
import { keepAnswers, Tally } from './answers-file.js';
import { intakeProgress } from './intake-progress.js';
import { placeBehind } from './place-in-file.js';
import { sendCommands } from './send-commands.js';

export const INTAKE: OpsCommand = {
  usage: `  intake FILE ${ASKING_USAGE}
                          sends a file of commands (NDJSON) and writes the answers into FILE.answers.ndjson; run again, it
                          goes on where it stopped. Exit code 1 where a line was refused
`,
  async run(args) {
    const { options, words } = readCommandLine(args, {}, ['FILE']);
    const file = words.FILE;
    if (!existsSync(file)) throw new OpsError(`there is no file ${file}`);
    const answersFile = `${file}.answers.ndjson`;
    const tally = new Tally();
    const place = await placeBehind(file, await keepAnswers(answersFile, tally));
    const { url } = runningApi(options, 'intake');
    const progress = intakeProgress(place.linesBefore, place.lines, process.stderr, () => performance.now());
    try {
      if (place.linesBefore < place.lines) {
        await sendCommands({
          url,
          key: keyFor(options, 'intake'),
          file,
          answersFile,
          place,
          onAnswer(answer) {
            tally.add(answer);
            progress.at(answer.line);
          },
        });
      }
    } finally {
      progress.end();
    }
    const byCode = [...tally.counts].sort(([one], [other]) => (one < other ? -1 : 1));
    const summary = { answers: answersFile, byCode: Object.fromEntries(byCode) };
    show(options, summary, () => `${columns(['answer', 'lines'], byCode)}answers are in ${answersFile}\n`);
    return tally.allSucceeded ? 0 : 1;
  },
};
