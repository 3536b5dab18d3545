import { expect, it } from 'vitest';
import { OFFLINE, ProblemError } from './problem-error';
import { throwingProblems } from './problem-fetch';

const answering = (answer: () => Promise<Response>) => throwingProblems(answer)('https://site.example/api/health');

it('hands on what is a success, unread', async () => {
  const answer = new Response('{"status":"ok"}');
  expect(await answering(async () => answer)).toBe(answer);
  expect(answer.bodyUsed).toBe(false);
});

it('throws the problem that the API answered', async () => {
  const body = JSON.stringify({ type: 'urn:problem-type:not-found', title: 'Not found', status: 404 });
  const refusal = answering(async () => new Response(body, { status: 404, headers: { 'Retry-After': '3' } }));
  await expect(refusal).rejects.toMatchObject({ type: 'urn:problem-type:not-found', status: 404, retryAfter: 3 });
});

it.each(['', '<html>', 'null', '[]'])('throws one for an answer of %j, by its status', async (body) => {
  const refusal = answering(async () => new Response(body, { status: 502 }));
  await expect(refusal).rejects.toBeInstanceOf(ProblemError);
  await expect(refusal).rejects.toMatchObject({ status: 502 });
});

it('throws one when nothing answered', async () => {
  const refusal = answering(() => Promise.reject(new TypeError('Failed to fetch')));
  await expect(refusal).rejects.toMatchObject({ type: OFFLINE });
});

it('leaves a call that was cancelled what it is', async () => {
  const cancelled = new DOMException('cancelled', 'AbortError');
  await expect(answering(() => Promise.reject(cancelled))).rejects.toBe(cancelled);
});
