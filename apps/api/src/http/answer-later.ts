import { PassThrough } from 'node:stream';
import { StreamableFile } from '@nestjs/common';

/** Often enough that nothing on the way takes the connection for a dead one. */
const BLANK_EVERY_MS = 1_000;

/**
 * For what takes long: status 200 and headers go out at once, then a blank a second, then the JSON. What fails half-way
 * has to say so in that JSON. The route says `takesLong`.
 */
export function answerLater(answer: Promise<object>): StreamableFile {
  const stream = new PassThrough();
  // Headers go out with the first blank.
  stream.write(' ');
  const timer = setInterval(() => stream.write(' '), BLANK_EVERY_MS);
  stream.once('close', () => clearInterval(timer));
  void answer.then((value) => {
    clearInterval(timer);
    stream.end(JSON.stringify(value));
  });
  return new StreamableFile(stream, { type: 'application/json' });
}
