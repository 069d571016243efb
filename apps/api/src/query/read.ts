import { InvalidCursorError } from '#read-models/paging/cursor.js';
import { invalidRequest, notFound } from '../http/request-problems.js';

/** @throws ProblemError 404 when there is no answer. @param what was looked for, and by which id. */
export async function found<Answer>(
  query: () => Promise<Answer | undefined>,
  what: string,
  facts: Readonly<Record<string, unknown>>,
): Promise<Answer> {
  const answer = await page(query);
  if (answer === undefined) throw notFound(what, facts);
  return answer;
}

/** @throws ProblemError 400 for a cursor that is none of this list's. */
export async function page<Answer>(query: () => Promise<Answer>): Promise<Answer> {
  try {
    return await query();
  } catch (error) {
    if (!(error instanceof InvalidCursorError)) throw error;
    throw invalidRequest([{ pointer: '/cursor', detail: 'is not a cursor of this list' }]);
  }
}
