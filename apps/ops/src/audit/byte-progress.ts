import { Transform } from 'node:stream';
import { Presets, SingleBar } from 'cli-progress';

const MIB = 1024 * 1024;
/** Elsewhere than on a terminal: a line each so often. */
const SAY_EVERY_MS = 2_000;

/** Passes bytes on and shows how many: a bar on a terminal where their number is known, else a count now and then; on stderr. */
export function byteProgress(what: string, total: number | undefined): Transform {
  const bar =
    total === undefined || !process.stderr.isTTY
      ? undefined
      : new SingleBar({ stream: process.stderr }, Presets.legacy);
  bar?.start(total ?? 0, 0);
  const started = performance.now();
  let bytes = 0;
  let said = started;
  const say = () => {
    const seconds = (performance.now() - started) / 1_000;
    const left =
      total === undefined || bytes === 0 ? '' : `, ${Math.ceil((seconds * (total - bytes)) / bytes)} s to go`;
    process.stderr.write(`${what} ${(bytes / MIB).toFixed(1)} MiB${left}\n`);
  };
  return new Transform({
    transform(chunk: Buffer, _, done) {
      bytes += chunk.length;
      bar?.update(bytes);
      if (bar === undefined && performance.now() - said > SAY_EVERY_MS) {
        said = performance.now();
        say();
      }
      done(null, chunk);
    },
    flush(done) {
      bar?.stop();
      done();
    },
  });
}
