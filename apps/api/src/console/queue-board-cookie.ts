import { timingSafeEqual } from 'node:crypto';
import type { Instant } from '#kernel/instant.js';
import type { Vault } from '#vault/vault.js';

/** The board's address, and the only one that the cookie is sent to. */
export const QUEUE_BOARD = '/console/queues';

const NAME = 'termbook-queues';

/** A look at the queues; the console asks for another when it opens them again. */
const SECONDS = 900;

/** Which key it stands for, and until when: signed, and of no use anywhere else. */
interface Pass {
  readonly keyId: string;
  /** Milliseconds since the Unix epoch, by the wall clock: browsers know no other. */
  readonly until: number;
}

const encoded = (pass: Pass): string => Buffer.from(JSON.stringify(pass)).toString('base64url');

/** For `Set-Cookie`. @param secure false on plain HTTP, where the browser would drop it. */
export function queueBoardCookie(vault: Pick<Vault, 'hmac'>, keyId: string, nowMs: number, secure: boolean) {
  const until = nowMs + SECONDS * 1_000;
  const pass = encoded({ keyId, until });
  const value = `${pass}.${vault.hmac('queue-board', pass)}`;
  const attributes = [`Path=${QUEUE_BOARD}`, `Max-Age=${SECONDS}`, 'HttpOnly', 'SameSite=Strict'];
  return {
    header: [`${NAME}=${value}`, ...attributes, ...(secure ? ['Secure'] : [])].join('; '),
    expiresAt: new Date(until).toISOString() as Instant,
  };
}

/** The key that a request's cookie stands for; undefined without one that was signed here and still holds. */
export function keyIdOfCookie(
  vault: Pick<Vault, 'hmac'>,
  header: string | undefined,
  nowMs: number,
): string | undefined {
  const cookie = (header ?? '').split(';').find((one) => one.trim().startsWith(`${NAME}=`));
  const [pass = '', signature = ''] =
    cookie
      ?.trim()
      .slice(NAME.length + 1)
      .split('.') ?? [];
  if (pass === '' || !isSame(signature, vault.hmac('queue-board', pass))) return undefined;
  const { keyId, until } = JSON.parse(Buffer.from(pass, 'base64url').toString('utf8')) as Pass;
  return nowMs < until ? keyId : undefined;
}

function isSame(given: string, wanted: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(wanted)];
  return a.length === b.length && timingSafeEqual(a, b);
}
