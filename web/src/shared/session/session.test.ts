import { describe, expect, it, vi } from 'vitest';
import type { SignedIn } from '../../api';
import { createSession, type SessionEvent } from './session';

const answer = (token: string, session_id = 's1'): SignedIn => ({
  access_token: token,
  token_type: 'Bearer',
  expires_in: 600,
  session_id,
  refresh_token: null,
});

class Refused extends Error {}

function setUp({ hint = false } = {}) {
  const told: SessionEvent[] = [];
  let hear: (event: SessionEvent) => void = () => undefined;
  let hinted = hint;
  let time = 0;
  const port = {
    signIn: vi.fn(async () => answer('from sign-in')),
    refresh: vi.fn(async () => answer('from refresh')),
    signOut: vi.fn(async () => undefined),
    meansSignedOut: (error: unknown) => error instanceof Refused,
  };
  const session = createSession(
    port,
    { tell: (event) => told.push(event), listen: (listener) => (hear = listener) },
    { get: () => hinted, set: (value) => (hinted = value) },
    () => time,
  );
  return {
    session,
    port,
    told,
    hear: (event: SessionEvent) => hear(event),
    hinted: () => hinted,
    pass: (seconds: number) => (time += seconds * 1000),
  };
}

const credentials = { email: 'ada@example.com', password: 'a long password' };

describe('restoring', () => {
  it('asks once, however many wait for it', async () => {
    const { session, port } = setUp();
    await Promise.all([session.restore(), session.restore(), session.token()]);
    await session.restore();
    expect(port.refresh).toHaveBeenCalledTimes(1);
    expect(session.status()).toBe('signed-in');
  });

  it('is signed out when the server knows no session, and forgets the hint', async () => {
    const { session, port, hinted } = setUp({ hint: true });
    port.refresh.mockRejectedValueOnce(new Refused());
    expect(await session.restore()).toBe('signed-out');
    expect(hinted()).toBe(false);
  });

  it('stays unknown, and keeps the hint, when the server could not be asked', async () => {
    const { session, port, hinted } = setUp({ hint: true });
    port.refresh.mockRejectedValueOnce(new TypeError('offline'));
    await expect(session.restore()).rejects.toThrow('offline');
    expect(session.status()).toBe('unknown');
    expect(hinted()).toBe(true);
    expect(await session.restore()).toBe('signed-in');
  });
});

describe('tokens', () => {
  it('are used until shortly before they end', async () => {
    const { session, port, pass } = setUp();
    await session.signIn(credentials);
    pass(579);
    expect(await session.token()).toBe('from sign-in');
    pass(2);
    expect(await session.token()).toBe('from refresh');
    expect(port.refresh).toHaveBeenCalledTimes(1);
  });

  it('are renewed once for all calls that were refused together', async () => {
    const { session, port } = setUp();
    await session.signIn(credentials);
    const renewed = await Promise.all([session.renew('from sign-in'), session.renew('from sign-in')]);
    expect(renewed).toEqual(['from refresh', 'from refresh']);
    expect(await session.renew('from sign-in')).toBe('from refresh');
    expect(port.refresh).toHaveBeenCalledTimes(1);
  });

  it('are none once the session has ended on the server', async () => {
    const { session, port } = setUp();
    await session.signIn(credentials);
    port.refresh.mockRejectedValueOnce(new Refused());
    expect(await session.renew('from sign-in')).toBeUndefined();
    expect(session.status()).toBe('signed-out');
    expect(await session.token()).toBeUndefined();
    expect(port.refresh).toHaveBeenCalledTimes(1);
  });
});

describe('a session that another call began', () => {
  it('is used here, and told to the other tabs', async () => {
    const { session, port, told } = setUp();
    session.begin(answer('from a mail', 's9'));
    expect(session.status()).toBe('signed-in');
    expect(session.id()).toBe('s9');
    expect(await session.token()).toBe('from a mail');
    expect(told).toEqual(['signed-in']);
    expect(port.refresh).not.toHaveBeenCalled();
  });

  it('is not undone by a refresh that was under way', async () => {
    const { session, port } = setUp();
    let refuse: (error: Error) => void = () => undefined;
    port.refresh.mockReturnValueOnce(new Promise((_, reject) => (refuse = reject)));
    const late = session.restore();
    session.begin(answer('from a mail'));
    refuse(new Refused());
    expect(await late).toBe('signed-in');
  });
});

describe('checking', () => {
  it('finds out that the session has ended', async () => {
    const { session, port } = setUp();
    await session.signIn(credentials);
    port.refresh.mockRejectedValueOnce(new Refused());
    expect(await session.check()).toBe('signed-out');
  });

  it('asks nobody when nobody is known to be signed in', async () => {
    const { session, port } = setUp();
    expect(await session.check()).toBe('unknown');
    expect(port.refresh).not.toHaveBeenCalled();
  });
});

describe('signing out', () => {
  it('tells the other tabs, after leaving the page', async () => {
    const { session, told } = setUp();
    await session.signIn(credentials);
    let statusWhileLeaving = '';
    await session.signOut(async () => {
      statusWhileLeaving = session.status();
    });
    expect(statusWhileLeaving).toBe('signed-in');
    expect(session.status()).toBe('signed-out');
    expect(told).toEqual(['signed-in', 'signed-out']);
  });

  it('changes nothing when the server could not be told', async () => {
    const { session, port, told } = setUp();
    await session.signIn(credentials);
    port.signOut.mockRejectedValueOnce(new TypeError('offline'));
    await expect(session.signOut()).rejects.toThrow('offline');
    expect(session.status()).toBe('signed-in');
    expect(told).toEqual(['signed-in']);
  });

  it('is not undone by a refresh that was under way', async () => {
    const { session, port } = setUp();
    await session.signIn(credentials);
    let finish: (signedIn: SignedIn) => void = () => undefined;
    port.refresh.mockReturnValueOnce(new Promise((resolve) => (finish = resolve)));
    const late = session.renew('from sign-in');
    await session.signOut();
    finish(answer('too late'));
    expect(await late).toBeUndefined();
    expect(session.status()).toBe('signed-out');
  });
});

describe('other tabs', () => {
  it('sign this one out', async () => {
    const { session, hear, told } = setUp();
    await session.signIn(credentials);
    hear('signed-out');
    expect(session.status()).toBe('signed-out');
    expect(told).toEqual(['signed-in']);
  });

  it('sign this one in, with a token of its own', async () => {
    const { session, port, hear } = setUp();
    port.refresh.mockRejectedValueOnce(new Refused());
    await session.restore();
    hear('signed-in');
    await vi.waitFor(() => expect(session.status()).toBe('signed-in'));
    expect(await session.token()).toBe('from refresh');
  });

  it('show when another session takes over', async () => {
    const { session, port, hear } = setUp();
    await session.signIn(credentials);
    const ids: (string | undefined)[] = [];
    session.subscribe(() => ids.push(session.id()));
    port.refresh.mockResolvedValueOnce(answer('of another', 's2'));
    hear('signed-in');
    await vi.waitFor(() => expect(ids).toEqual(['s2']));
  });
});
