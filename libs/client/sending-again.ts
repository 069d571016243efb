/** What is worth another try: too much at once, or nobody behind the door. Nothing was begun, or its key keeps it from happening twice. */
const COME_BACK = [429, 502, 503, 504];
const WITHOUT_BODY = [204, 205, 304];

/** How long and how often a request is sent again. */
export interface Retries {
  /** The first one counts. */
  readonly attemptsMax: number;
  /** No attempt begins later than this after the first one. */
  readonly totalMaxMs: number;
  readonly firstWaitMs: number;
  readonly waitMaxMs: number;
  /** @returns from 0 up to 1, which spreads those that were turned away together. */
  readonly chance: () => number;
  /** Milliseconds that only grow. */
  readonly elapsed: () => number;
  /** @throws what the signal was aborted with */
  readonly sleep: (milliseconds: number, signal: AbortSignal) => Promise<void>;
}

type Outcome = { readonly response: Response } | { readonly error: unknown };

/**
 * Sends the very same request, with the idempotency key it has, until it is answered or it is enough.
 * @returns the last answer, also where that is "come back later".
 * @throws what fetch throws where there was no answer in the end, and at once where its signal was aborted.
 */
export async function sendAgain(
  request: Request,
  retries: Retries,
  received: (response: Response) => Promise<Response>,
): Promise<Response> {
  const startedAt = retries.elapsed();
  for (let attempt = 1; ; attempt += 1) {
    const outcome = await sent(request.clone(), received);
    request.signal.throwIfAborted();
    const waitMs = Math.max(askedToWaitMs(outcome), backoffMs(attempt, retries));
    const late = retries.elapsed() - startedAt + waitMs > retries.totalMaxMs;
    if (isAnswer(outcome) || attempt >= retries.attemptsMax || late) return answerOf(outcome);
    if ('response' in outcome) await outcome.response.body?.cancel();
    await retries.sleep(waitMs, request.signal);
  }
}

/** The whole answer: a connection that breaks in the middle of it counts as none, and not as half of one. */
export async function readWhole(response: Response): Promise<Response> {
  const body = await response.arrayBuffer();
  return new Response(WITHOUT_BODY.includes(response.status) ? null : body, response);
}

async function sent(request: Request, received: (response: Response) => Promise<Response>): Promise<Outcome> {
  try {
    return { response: await received(await fetch(request)) };
  } catch (error) {
    return { error };
  }
}

const isAnswer = (outcome: Outcome): boolean => 'response' in outcome && !COME_BACK.includes(outcome.response.status);

function answerOf(outcome: Outcome): Response {
  if ('error' in outcome) throw outcome.error;
  return outcome.response;
}

/** Doubled each time, half of it by chance. */
function backoffMs(attempt: number, { firstWaitMs, waitMaxMs, chance }: Retries): number {
  const most = Math.min(waitMaxMs, firstWaitMs * 2 ** (attempt - 1));
  return most / 2 + (most / 2) * chance();
}

/** `Retry-After`, in seconds or as a date; 0 where there is none. */
function askedToWaitMs(outcome: Outcome): number {
  const asked = 'response' in outcome ? outcome.response.headers.get('retry-after') : null;
  if (asked === null) return 0;
  const milliseconds = /^\d+$/.test(asked) ? Number(asked) * 1_000 : Date.parse(asked) - Date.now();
  return Number.isNaN(milliseconds) ? 0 : Math.max(0, milliseconds);
}
