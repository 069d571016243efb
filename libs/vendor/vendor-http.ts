import { VendorAnswerError, VendorUnavailableError } from './vendor.js';

/** One request's time, first byte to last: the vendor is slow to provision, not to answer. */
const ANSWER_MS_MAX = 10_000;
/** No answer of the vendor's has more than a few hundred bytes. */
const ANSWER_BYTES_MAX = 64 * 1024;
/** What asks to come back later; any other 4xx is our own fault or the vendor's. */
const LATER = new Set([408, 425, 429]);

/** Requests to the vendor: a deadline on each, a bound on what is read, faults that say what to do next. */
export class VendorHttp {
  private readonly url: string;

  constructor(
    url: string,
    private readonly answerMsMax = ANSWER_MS_MAX,
  ) {
    this.url = url.replace(/\/+$/, '');
  }

  /**
   * @param expected statuses beside 2xx that mean something; for GET that is 404.
   * @throws VendorUnavailableError, VendorAnswerError
   */
  async send(method: 'GET' | 'PUT', path: string, payload?: unknown, expected = method === 'GET' ? [404] : []) {
    const { status, text } = await this.exchange(method, path, payload);
    if (status >= 500 || LATER.has(status))
      throw new VendorUnavailableError(`The vendor answered ${status} to ${path}`);
    if (expected.includes(status)) return { status, body: undefined };
    if (status < 200 || status >= 300) throw new VendorAnswerError(`The vendor answered ${status} to ${path}`);
    return { status, body: parseJson(text) };
  }

  private async exchange(method: string, path: string, payload: unknown) {
    try {
      const response = await fetch(`${this.url}${path}`, {
        method,
        signal: AbortSignal.timeout(this.answerMsMax),
        ...(payload === undefined
          ? {}
          : { headers: { 'content-type': 'application/json' }, body: JSON.stringify(payload) }),
      });
      return { status: response.status, text: await readBounded(response) };
    } catch (error) {
      if (error instanceof VendorAnswerError) throw error;
      throw new VendorUnavailableError(`No answer from the vendor to ${method} ${path}`, { cause: error });
    }
  }
}

async function readBounded(response: Response): Promise<string> {
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of response.body ?? []) {
    bytes += chunk.byteLength;
    if (bytes > ANSWER_BYTES_MAX) throw new VendorAnswerError(`The vendor's answer is over ${ANSWER_BYTES_MAX} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new VendorAnswerError('The vendor answered something that is no JSON');
  }
}
