import { expect, it } from 'vitest';
import { ProblemError } from '../http/problem-error';
import { isWorthRetrying } from './query-client';

const refusal = (status: number, retryAfter?: string) =>
  new ProblemError(
    { status },
    new Response(null, { status, headers: retryAfter ? { 'Retry-After': retryAfter } : {} }),
  );

it.each([
  [refusal(503), true],
  [refusal(429, '2'), true],
  [refusal(429, '900'), false],
  [refusal(404), false],
  [refusal(500), false],
  [new TypeError('a slip of ours'), false],
])('%s: worth retrying %s', (error, is) => {
  expect(isWorthRetrying(0, error)).toBe(is);
});

it('stops after two', () => {
  expect(isWorthRetrying(2, refusal(503))).toBe(false);
});
