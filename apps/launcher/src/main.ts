import { runProcess } from '#observability/process-life.js';
import { launch } from './launch.js';
import { LogPrinter } from './log-printer.js';

/** Every process has its own bound; together they take no longer than this. */
const STOP_MS_MAX = 90_000;

const printer = new LogPrinter(
  (text) => process.stdout.write(text),
  process.stdout.isTTY === true && !process.env.NO_COLOR,
);

await runProcess('launcher', {
  start: (stopping) => launch(process.env, printer, stopping),
  stopMsMax: STOP_MS_MAX,
  abandonStartMsMax: STOP_MS_MAX,
});
