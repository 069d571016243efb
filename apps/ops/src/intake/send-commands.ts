import { once } from 'node:events';
import { createReadStream, createWriteStream } from 'node:fs';
import { request as httpRequest, type IncomingMessage } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { createInterface } from 'node:readline';
import { pipeline } from 'node:stream/promises';
import type { BulkAnswer, Problem } from '#client/bulk-lines.js';
import { OpsError } from '../asking/ops-error.js';
import type { Place } from './place-in-file.js';

export interface Sending {
  readonly url: string;
  readonly key: string;
  readonly file: string;
  /** Answers are added to it, with the line of the whole file. */
  readonly answersFile: string;
  readonly place: Place;
  onAnswer(answer: BulkAnswer): void;
}

/**
 * Sends what is left of a file of commands, as a stream both ways: nothing of it is kept in memory, and who is slow, we or
 * the api, slows the other.
 * @throws OpsError where the api refuses it or the connection breaks: what was answered is in the file of answers.
 */
export async function sendCommands(sending: Sending): Promise<void> {
  const { file, place } = sending;
  const request = opened(sending);
  const broken = new AbortController();
  const sent = pipeline(createReadStream(file, { start: place.start }), request, { signal: broken.signal });
  sent.catch(() => undefined);
  try {
    const [response] = (await once(request, 'response')) as [IncomingMessage];
    if (response.statusCode !== 200) throw new OpsError(await refusal(response));
    await keepAnswersOf(response, sending);
    await sent;
  } catch (error) {
    if (error instanceof OpsError) throw error;
    throw new OpsError(`the connection broke (${messageOf(error)}): run it again to go on where it stopped`);
  } finally {
    broken.abort();
    request.destroy();
  }
}

function opened({ url, key }: Sending) {
  const send = url.startsWith('https:') ? httpsRequest : httpRequest;
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/x-ndjson' };
  return send(`${url}/v1/commands`, { method: 'POST', headers });
}

async function keepAnswersOf(response: IncomingMessage, { answersFile, place, onAnswer }: Sending): Promise<void> {
  const kept = createWriteStream(answersFile, { flags: 'a' });
  try {
    for await (const text of createInterface({ input: response, crlfDelay: Number.POSITIVE_INFINITY })) {
      const own = JSON.parse(text) as BulkAnswer;
      const answer = { ...own, line: own.line + place.linesBefore };
      if (!kept.write(`${JSON.stringify(answer)}\n`)) await once(kept, 'drain');
      onAnswer(answer);
    }
    if (!response.complete) throw new Error('the answers ended too early');
  } finally {
    kept.end();
    await once(kept, 'close');
  }
}

async function refusal(response: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of response) text += String(chunk);
  try {
    const { code, detail } = JSON.parse(text) as Problem;
    return `${response.statusCode} ${code}: ${detail}`;
  } catch {
    return `${response.statusCode}: ${text}`;
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));
