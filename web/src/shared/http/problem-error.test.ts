import { describe, expect, it } from 'vitest';
import { text } from '../../text';
import { describeFieldProblem, describeProblem } from './describe-problem';
import { fieldErrors, isProblem, OFFLINE, ProblemError, toProblemError } from './problem-error';

const problem = {
  type: 'urn:problem-type:validation-failed',
  title: 'Validation failed',
  status: 422,
  detail: 'Some of the request is not acceptable.',
  instance: 'r1',
};
const at = (pointer: string, where: 'body' | 'query' = 'body', message = pointer) => ({
  in: where,
  pointer,
  code: 'x',
  message,
});
const message = (error: { message: string }) => error.message;

describe('toProblemError', () => {
  it('keeps what the API said, and how long to wait', () => {
    const response = new Response(null, { status: 429, headers: { 'Retry-After': '7' } });
    expect(toProblemError({ ...problem, status: 429 }, response)).toMatchObject({ status: 429, retryAfter: 7 });
  });

  it('calls a failed fetch offline', () => {
    expect(toProblemError(new TypeError('Failed to fetch'))).toMatchObject({ type: OFFLINE, isTransient: true });
  });

  it('makes do with an answer that is no problem', () => {
    expect(toProblemError('<html>', new Response(null, { status: 502 }))).toMatchObject({ status: 502 });
  });

  it('lets a cancelled call be a cancelled call', () => {
    const cancelled = new DOMException('', 'AbortError');
    expect(toProblemError(cancelled)).toBe(cancelled);
  });
});

describe('fieldErrors', () => {
  it('puts each message at its field, the first one where there are several', () => {
    const error = new ProblemError({
      ...problem,
      errors: [at('/title'), at('/tags/0'), at('/tags/1'), at('/a~1b~01')],
    });
    expect(fieldErrors(error, message)).toEqual({ title: '/title', tags: '/tags/0', 'a/b~1': '/a~1b~01' });
  });

  it('leaves out what no field of the form is', () => {
    const error = new ProblemError({ ...problem, errors: [at(''), at('/limit', 'query')] });
    expect(fieldErrors(error, message)).toEqual({});
    expect(fieldErrors(new Error('other'), message)).toEqual({});
    expect(fieldErrors(null, message)).toEqual({});
  });
});

describe('describeProblem', () => {
  const of = (status: number, type: string, headers: HeadersInit = {}) =>
    describeProblem(
      new ProblemError({ ...problem, type: `urn:problem-type:${type}`, status }, new Response(null, { headers })),
    );

  it.each([
    [409, 'email-taken', text.problems.emailTaken],
    [401, 'invalid-credentials', text.problems.invalidCredentials],
    [401, 'unauthenticated', text.problems.unauthenticated],
    [403, 'reauthentication-required', text.problems.reauthentication],
    [409, 'mail-off', text.problems.mailOff],
    [404, 'token-spent', text.problems.tokenSpent],
    [503, 'service-unavailable', text.problems.unavailable],
    [500, 'internal-error', text.problems.unexpected],
    [422, 'a-type-of-tomorrow', text.problems.validation],
  ])('%i %s', (status, type, expected) => {
    expect(of(status, type)).toBe(expected);
  });

  it.each([
    ['1', 'one second'],
    ['45', '45 seconds'],
    ['120', '2 minutes'],
    ['900', '15 minutes'],
  ])('says how long to wait: %s s', (seconds, expected) => {
    expect(of(429, 'rate-limited', { 'Retry-After': seconds })).toContain(expected);
  });
});

describe('describeFieldProblem', () => {
  it.each([
    ['password-too-common', text.fields.passwordCommon],
    ['password-too-predictable', text.fields.passwordPredictable],
    ['string-too-short', "The API's own words."],
  ])('%s', (code, expected) => {
    expect(describeFieldProblem({ in: 'body', pointer: '/password', code, message: "The API's own words" })).toBe(
      expected,
    );
  });
});

it('tells a problem by its type alone', () => {
  const error = new ProblemError({ ...problem, type: 'urn:problem-type:token-spent', status: 404 });
  expect(isProblem(error, 'token-spent')).toBe(true);
  expect(isProblem(error, 'email-taken')).toBe(false);
  expect(isProblem(new Error('token-spent'), 'token-spent')).toBe(false);
  expect(isProblem(null, 'token-spent')).toBe(false);
});
