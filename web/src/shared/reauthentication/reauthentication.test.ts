import { expect, it, vi } from 'vitest';
import { ProblemError } from '../http/problem-error';
import { createReauthentication } from './reauthentication';

const refusal = new ProblemError({ type: 'urn:problem-type:reauthentication-required', status: 403 });

it('runs a call again once the password was given', async () => {
  const asking = createReauthentication();
  const call = vi.fn().mockRejectedValueOnce(refusal).mockResolvedValueOnce('done');

  const answer = asking.around(call);
  await vi.waitFor(() => expect(asking.question()).toBeDefined());
  asking.question()?.answered();

  await expect(answer).resolves.toBe('done');
  expect(asking.question()).toBeUndefined();
});

it('throws the refusal when somebody would rather not', async () => {
  const asking = createReauthentication();
  const call = vi.fn().mockRejectedValue(refusal);

  const answer = asking.around(call);
  await vi.waitFor(() => expect(asking.question()).toBeDefined());
  asking.question()?.declined();

  await expect(answer).rejects.toBe(refusal);
  expect(call).toHaveBeenCalledTimes(1);
});

it('asks once for calls that are refused together', async () => {
  const asking = createReauthentication();
  const told = vi.fn();
  asking.subscribe(told);
  const calls = [1, 2].map((value) => vi.fn().mockRejectedValueOnce(refusal).mockResolvedValueOnce(value));

  const answers = Promise.all(calls.map((call) => asking.around(call)));
  await vi.waitFor(() => expect(calls[1]).toHaveBeenCalled());
  await vi.waitFor(() => expect(asking.question()).toBeDefined());
  asking.question()?.answered();

  await expect(answers).resolves.toEqual([1, 2]);
  expect(told).toHaveBeenCalledTimes(2);
});

it('leaves every other error alone', async () => {
  const asking = createReauthentication();
  const failure = new ProblemError({ type: 'urn:problem-type:forbidden', status: 403 });

  await expect(asking.around(() => Promise.reject(failure))).rejects.toBe(failure);
  expect(asking.question()).toBeUndefined();
});
