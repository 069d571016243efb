import { Inject, Injectable } from '@nestjs/common';
import { RateLimiterMemory, RateLimiterRes } from 'rate-limiter-flexible';
import { SETTINGS, type Settings } from '#settings/settings.js';
import { requestProblem } from './request-problems.js';

/** Short enough that nobody waits long, long enough that a burst is not taken for a habit. */
const WINDOW_SECONDS = 10;
const NAME = '"requests"';

/** What is said of it with every answer (the IETF draft's fields, as structured fields). */
export type RateLimitHeaders = Readonly<Record<'ratelimit' | 'ratelimit-policy', string>>;

/** How many requests one key may send to this process in each window. */
@Injectable()
export class RateLimit {
  private readonly limiter: RateLimiterMemory;
  private readonly policy: string;
  private readonly requestsMax: number;

  constructor(@Inject(SETTINGS) { requestsPerKey }: Settings) {
    this.requestsMax = requestsPerKey;
    this.limiter = new RateLimiterMemory({ points: requestsPerKey, duration: WINDOW_SECONDS });
    this.policy = `${NAME};q=${requestsPerKey};w=${WINDOW_SECONDS}`;
  }

  /** @throws ProblemError 429 */
  async count(keyId: string): Promise<RateLimitHeaders> {
    const counted = await this.limiter.consume(keyId).catch((refused: unknown) => refused);
    if (!(counted instanceof RateLimiterRes)) throw counted;
    const seconds = Math.max(1, Math.ceil(counted.msBeforeNext / 1_000));
    const headers = {
      'ratelimit-policy': this.policy,
      ratelimit: `${NAME};r=${counted.remainingPoints};t=${seconds}`,
    };
    if (counted.consumedPoints <= this.requestsMax) return headers;
    const detail = `This key may send ${this.requestsMax} requests in ${WINDOW_SECONDS} seconds; it may go on in ${seconds}.`;
    const facts = { requestsMax: this.requestsMax, windowSeconds: WINDOW_SECONDS };
    throw requestProblem('rate-limited', detail, facts, { ...headers, 'retry-after': String(seconds) });
  }
}
