import { describe, expect, it, vi } from 'vitest';
import { oneTabAtATime } from './browser';

/** The Web Locks API as far as it is used: one lock, held until what its holder returned has settled. */
function createLocks() {
  let free: Promise<unknown> = Promise.resolve();
  const request = vi.fn(async (_: string, { signal }: LockOptions, hold: LockGrantedCallback<unknown>) => {
    const before = free;
    let release: () => void = () => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    free = before.then(() => held);
    const aborted = new Promise<never>((_, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason));
    });
    try {
      await Promise.race([before, aborted]);
      return await hold(null);
    } finally {
      release();
    }
  });
  return { request } as unknown as LockManager & { request: typeof request };
}

const later = () => {
  let finish: (value: string) => void = () => undefined;
  const promise = new Promise<string>((resolve) => (finish = resolve));
  return { work: vi.fn(() => promise), finish };
};

describe('oneTabAtATime', () => {
  it('lets the second tab begin when the first is done', async () => {
    const locks = createLocks();
    const [one, two] = [later(), later()];
    const first = oneTabAtATime(one.work, locks);
    const second = oneTabAtATime(two.work, locks);
    await vi.waitFor(() => expect(one.work).toHaveBeenCalledOnce());
    expect(two.work).not.toHaveBeenCalled();
    one.finish('one');
    expect(await first).toBe('one');
    two.finish('two');
    expect(await second).toBe('two');
    expect(locks.request.mock.calls.map(([name]) => name)).toEqual(['fulmar-refresh', 'fulmar-refresh']);
  });

  it('goes on without the lock when another tab keeps it', async () => {
    const locks = createLocks();
    void oneTabAtATime(later().work, locks);
    expect(await oneTabAtATime(async () => 'anyway', locks, 20)).toBe('anyway');
  });

  it('does not begin again what takes longer than the patience', async () => {
    const slow = later();
    const result = oneTabAtATime(slow.work, createLocks(), 10);
    await new Promise((resolve) => setTimeout(resolve, 30));
    slow.finish('slow');
    expect(await result).toBe('slow');
    expect(slow.work).toHaveBeenCalledOnce();
  });

  it('hands on a failure, once, and lets the next begin', async () => {
    const locks = createLocks();
    const work = vi.fn(async () => {
      throw new Error('refused');
    });
    await expect(oneTabAtATime(work, locks)).rejects.toThrow('refused');
    expect(work).toHaveBeenCalledOnce();
    expect(await oneTabAtATime(async () => 'next', locks)).toBe('next');
  });

  it('does without where there are no locks', async () => {
    expect(await oneTabAtATime(async () => 'alone', undefined)).toBe('alone');
  });
});
