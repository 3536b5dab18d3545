import { expect, it, vi } from 'vitest';
import type { User } from '../../api';
import { ProblemError } from '../../shared/http/problem-error';
import { saveProfile } from './save-profile';

const at = (version: number, change: Partial<User> = {}): User => ({
  id: '1',
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada',
  roles: [],
  version,
  created_at: '',
  updated_at: '',
  locale: null,
  time_zone: null,
  avatar_url: null,
  preferences: {},
  ...change,
});
const stale = new ProblemError({ type: 'urn:problem-type:precondition-failed', status: 412 });

it('saves what was entered over the version that was read', async () => {
  const change = vi.fn().mockResolvedValue(at(2, { name: 'Augusta' }));

  const outcome = await saveProfile({ name: 'Augusta' }, at(1), { read: vi.fn(), change });

  expect(change).toHaveBeenCalledWith({ name: 'Augusta' }, 1);
  expect(outcome).toEqual({ user: at(2, { name: 'Augusta' }), clashes: [] });
});

it('saves over a change of other fields without asking', async () => {
  const change = vi.fn().mockRejectedValueOnce(stale).mockResolvedValueOnce(at(3));
  const read = vi.fn().mockResolvedValue(at(2, { locale: 'pt' }));

  const outcome = await saveProfile({ name: 'Augusta' }, at(1), { read, change });

  expect(change).toHaveBeenLastCalledWith({ name: 'Augusta' }, 2);
  expect(outcome.clashes).toEqual([]);
});

it('saves nothing when the same field was changed elsewhere', async () => {
  const change = vi.fn().mockRejectedValue(stale);
  const elsewhere = at(2, { name: 'Ada King' });

  const outcome = await saveProfile({ name: 'Augusta' }, at(1), { read: async () => elsewhere, change });

  expect(outcome).toEqual({ user: elsewhere, clashes: ['name'] });
  expect(change).toHaveBeenCalledTimes(1);
});

it('gives up when the account keeps changing', async () => {
  const change = vi.fn().mockRejectedValue(stale);

  await expect(saveProfile({ name: 'Augusta' }, at(1), { read: async () => at(2), change })).rejects.toBe(stale);
  expect(change).toHaveBeenCalledTimes(3);
});

it('leaves every other failure to the caller', async () => {
  const failure = new ProblemError({ status: 503 });
  const read = vi.fn();

  await expect(saveProfile({}, at(1), { read, change: () => Promise.reject(failure) })).rejects.toBe(failure);
  expect(read).not.toHaveBeenCalled();
});
