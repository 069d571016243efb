import { invalidRequest, requestProblem } from './request-problems.js';

const PRINTABLE_ASCII = /^[\x20-\x7e]{1,255}$/;

/**
 * A key as HTTP's header or a bulk line gives it.
 * @param pointer where a malformed one is, in the request.
 * @throws ProblemError 400 when it is malformed, or missing although required.
 */
export function readIdempotencyKey(given: unknown, { required, pointer }: { required: boolean; pointer: string }) {
  const key = typeof given === 'string' ? given.trim() : given;
  if (key === undefined || key === null || key === '') {
    if (!required) return null;
    throw requestProblem(
      'idempotency-key-missing',
      'Give this command a key of its own, so that a repeat is harmless.',
    );
  }
  if (typeof key === 'string' && PRINTABLE_ASCII.test(key)) return key;
  throw invalidRequest([{ pointer, detail: 'the idempotency key must be 1 to 255 printable ASCII characters' }]);
}
