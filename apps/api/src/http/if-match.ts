import { invalidRequest } from './request-problems.js';

const ENTITY_TAG = /^(?:W\/)?"[\x21\x23-\x7e]*"$/;
/** As we hand them out: strong, with a revision in it. Any other tag is well-formed and matches nothing. */
const OURS = /^"(0|[1-9]\d{0,8})"$/;

/**
 * Which revisions a write is for (RFC 9110, If-Match).
 * @returns undefined where the caller does not mind. @throws ProblemError 400
 */
export function readIfMatch(header: string | undefined): readonly number[] | 'any' | undefined {
  if (header === undefined) return undefined;
  if (header.trim() === '*') return 'any';
  const tags = header.split(',').map((tag) => tag.trim());
  if (tags.some((tag) => !ENTITY_TAG.test(tag))) {
    throw invalidRequest([{ pointer: '', detail: 'If-Match must be * or entity tags in quotes, as ETag has them' }]);
  }
  return tags.flatMap((tag) => OURS.exec(tag)?.[1] ?? []).map(Number);
}
