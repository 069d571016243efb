import { BadRequestException, HttpException } from '@nestjs/common';
import { BusyError, IdempotencyKeyReusedError } from '#commands/command.js';
import { StoreUnavailableError } from '#event-store/event-appender.js';
import { QueryTooLongError, ReadModelUnavailableError } from '#read-models/database/read-database.js';
import { VaultUnavailableError } from '#vault/vault.js';
import { isInternal, problemOfFault } from './fault-problem.js';
import { notFound } from './request-problems.js';

const answerTo = (error: unknown) => {
  const { problem, headers } = problemOfFault(error);
  return [problem.status, problem.code, headers['retry-after']];
};

describe('a fault', () => {
  it.each([
    [new BusyError(), [503, 'busy', '1']],
    [new StoreUnavailableError(), [503, 'event-store-unavailable', '1']],
    [new VaultUnavailableError(), [503, 'vault-unavailable', '1']],
    [new ReadModelUnavailableError(new Error('ECONNREFUSED')), [503, 'read-models-unavailable', '1']],
    [new QueryTooLongError(new Error('canceling statement')), [503, 'timeout', '1']],
    [new IdempotencyKeyReusedError(), [422, 'idempotency-key-reused', undefined]],
    [new BadRequestException('no'), [400, 'invalid-request', undefined]],
    [new HttpException('large', 413), [413, 'request-too-large', undefined]],
    [new HttpException('media', 415), [415, 'unsupported-media-type', undefined]],
    [new HttpException('teapot', 418), [500, 'internal-error', undefined]],
    [new TypeError('a bug'), [500, 'internal-error', undefined]],
    ['not even an error', [500, 'internal-error', undefined]],
  ])('of kind %p has its own answer', (error, answer) => {
    expect(answerTo(error)).toEqual(answer);
  });

  it('tells nothing of what we did not foresee', () => {
    const { problem } = problemOfFault(new Error('secret'));
    expect(JSON.stringify(problem)).not.toContain('secret');
    expect(isInternal(problemOfFault(new Error('secret')))).toBe(true);
  });

  it('that is a problem already stays as it is', () => {
    const problem = notFound('reseller', { resellerId: 'r-1' });
    expect(problemOfFault(problem)).toBe(problem);
    expect(problem.problem).toEqual({
      type: '/problems/not-found',
      title: 'There is no such thing',
      status: 404,
      code: 'not-found',
      detail: 'There is no such reseller.',
      what: 'reseller',
      resellerId: 'r-1',
    });
  });
});
