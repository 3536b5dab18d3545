import { expect, it, vi } from 'vitest';
import { createSessionFetch } from './session-fetch';

const problem = (status: number, type: string) =>
  new Response(JSON.stringify({ type }), { status, headers: { 'Content-Type': 'application/problem+json' } });
const refused = () => problem(401, 'urn:problem-type:unauthenticated');
const plainRefusal = () =>
  new Response('{"message":"denied"}', { status: 403, headers: { 'Content-Type': 'application/json' } });

function setUp(...answers: Response[]) {
  const send = vi.fn(async (_: RequestInfo | URL) => answers.shift() ?? new Response('{}'));
  const session = { renew: vi.fn(async (): Promise<string | undefined> => 'new'), forget: vi.fn() };
  const call = (headers: HeadersInit = { Authorization: 'Bearer old' }) =>
    createSessionFetch(session, send)('https://site.example/api/data/notes', { method: 'POST', body: '{}', headers });
  const sent = (index: number) => send.mock.calls[index]?.[0] as Request;
  return { send, session, call, sent };
}

it.each([
  ['401', refused],
  ['a 401 that is no problem', () => new Response('{}', { status: 401 })],
  ['a 403 that means 401', () => problem(403, 'urn:problem-type:unauthenticated')],
  ["the local cloud's plain 403", plainRefusal],
])('renews the session and repeats the call, body included, on %s', async (_, answer) => {
  const { send, session, call, sent } = setUp(answer());
  expect((await call()).status).toBe(200);
  expect(session.renew).toHaveBeenCalledExactlyOnceWith('old');
  expect(send).toHaveBeenCalledTimes(2);
  expect(sent(1).headers.get('Authorization')).toBe('Bearer new');
  expect(await sent(1).text()).toBe('{}');
});

it('gives up after one repetition, signed out', async () => {
  const { send, session, call } = setUp(refused(), refused());
  expect((await call()).status).toBe(401);
  expect(send).toHaveBeenCalledTimes(2);
  expect(session.forget).toHaveBeenCalledOnce();
});

it('hands on the refusal when the session has ended', async () => {
  const { send, session, call } = setUp(refused());
  session.renew.mockResolvedValueOnce(undefined);
  expect((await call()).status).toBe(401);
  expect(send).toHaveBeenCalledTimes(1);
});

it.each([
  [401, 'urn:problem-type:invalid-credentials'],
  [403, 'urn:problem-type:forbidden'],
  [403, 'urn:problem-type:reauthentication-required'],
])('hands on, unread and unrepeated, a %i %s', async (status, type) => {
  const { send, session, call } = setUp(problem(status, type));
  const response = await call();
  expect(response.status).toBe(status);
  expect(await response.json()).toEqual({ type });
  expect(send).toHaveBeenCalledTimes(1);
  expect(session.renew).not.toHaveBeenCalled();
  expect(session.forget).not.toHaveBeenCalled();
});

it('hands on what the repeated call says about the password', async () => {
  const { session, call } = setUp(refused(), problem(401, 'urn:problem-type:invalid-credentials'));
  expect(await (await call()).json()).toEqual({ type: 'urn:problem-type:invalid-credentials' });
  expect(session.forget).not.toHaveBeenCalled();
});

it('leaves calls without a token alone', async () => {
  const { session, call } = setUp(problem(401, 'urn:problem-type:invalid-credentials'));
  expect((await call({})).status).toBe(401);
  expect(session.renew).not.toHaveBeenCalled();
});
