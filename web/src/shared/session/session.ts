import type { SignedIn } from '../../api';

/**
 * `unknown`: nobody asked the server yet. `signed-in`: there is an access token, or a cookie that got one.
 * `signed-out`: the server said so, or the person did.
 */
export type SessionStatus = 'unknown' | 'signed-in' | 'signed-out';

export interface Credentials {
  email: string;
  password: string;
}

/** What a session needs of the world. Each call throws what the API answered. */
export interface SessionPort {
  signIn(credentials: Credentials): Promise<SignedIn>;
  refresh(): Promise<SignedIn>;
  signOut(): Promise<unknown>;
  /** Whether an error of `refresh` means that there is no session, rather than that it could not be asked. */
  meansSignedOut(error: unknown): boolean;
}

/** The other tabs of this site. */
export interface SessionChannel {
  tell(event: SessionEvent): void;
  listen(listener: (event: SessionEvent) => void): void;
}
export type SessionEvent = 'signed-in' | 'signed-out';

/** Remembers, over page loads, that there probably is a session. Holds nothing secret. */
export interface SessionHint {
  get(): boolean;
  set(value: boolean): void;
}

export type Session = ReturnType<typeof createSession>;

// An access token this close to its end is renewed before it is used.
const MARGIN_SECONDS = 20;

/**
 * Who is signed in. The access token lives in this closure alone; the refresh token is a cookie that scripts cannot
 * read (RFC 10017). Concurrent calls share one refresh.
 */
export function createSession(port: SessionPort, channel: SessionChannel, hint: SessionHint, now = Date.now) {
  let status: SessionStatus = 'unknown';
  let current: { token: string; sessionId: string; renewAt: number } | undefined;
  let refreshing: Promise<string | undefined> | undefined;
  // Grows with every sign-in and sign-out, so that an answer to an older refresh changes nothing.
  let generation = 0;
  const listeners = new Set<() => void>();

  function become(next: SessionStatus, signedIn?: SignedIn): void {
    const before = { status, sessionId: current?.sessionId };
    status = next;
    current = signedIn && {
      token: signedIn.access_token,
      sessionId: signedIn.session_id,
      renewAt: now() + (signedIn.expires_in - MARGIN_SECONDS) * 1000,
    };
    hint.set(next === 'signed-in' || (next === 'unknown' && hint.get()));
    if (before.status !== status || before.sessionId !== current?.sessionId) {
      for (const listener of [...listeners]) listener();
    }
  }

  function forget(): void {
    generation += 1;
    refreshing = undefined;
    become('signed-out');
  }

  async function refreshOnce(): Promise<string | undefined> {
    const started = generation;
    try {
      const signedIn = await port.refresh();
      if (started === generation) become('signed-in', signedIn);
    } catch (error) {
      if (started === generation) {
        if (!port.meansSignedOut(error)) throw error;
        become('signed-out');
      }
    }
    return current?.token;
  }

  function refresh(): Promise<string | undefined> {
    if (refreshing === undefined) {
      const attempt = refreshOnce().finally(() => {
        if (refreshing === attempt) refreshing = undefined;
      });
      refreshing = attempt;
    }
    return refreshing;
  }

  function begin(signedIn: SignedIn): void {
    generation += 1;
    refreshing = undefined;
    become('signed-in', signedIn);
    channel.tell('signed-in');
  }

  channel.listen((event) => {
    if (event === 'signed-out') return forget();
    // Somebody signed in elsewhere, perhaps somebody else: the cookie knows.
    generation += 1;
    refreshing = undefined;
    if (status === 'signed-out') become('unknown');
    refresh().catch(() => undefined);
  });

  return {
    status: () => status,
    /** Changes when another session takes over, which what is cached does not survive. */
    id: () => current?.sessionId,
    /** Whether asking the server is likely to find a session. */
    isLikely: () => status === 'signed-in' || (status === 'unknown' && hint.get()),

    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Find out who is signed in, once. Throws when the server could not be asked. */
    async restore(): Promise<SessionStatus> {
      if (status === 'unknown') await refresh();
      return status;
    },

    /** Return an access token that is good for a call, or nothing when nobody is signed in. */
    async token(): Promise<string | undefined> {
      const isFresh = current !== undefined && now() < current.renewAt;
      return isFresh || status === 'signed-out' ? current?.token : refresh();
    },

    /** Return a token other than the one that was refused, or nothing when the session has ended. */
    async renew(refused: string): Promise<string | undefined> {
      return current !== undefined && current.token !== refused ? current.token : refresh();
    },

    async signIn(credentials: Credentials): Promise<void> {
      begin(await port.signIn(credentials));
    },

    /** Go on, here and in every tab, with a session that another call than signing in began (by cookie transport). */
    begin,

    /** Ask the server whether the session goes on, after what may have ended it. Throws when it could not be asked. */
    async check(): Promise<SessionStatus> {
      if (status === 'signed-in') await refresh();
      return status;
    },

    /**
     * End the session on the server, then here and in every tab. Throws, still signed in, when that failed. `leave`
     * runs in between, to get off pages that need somebody signed in before they would ask for that.
     */
    async signOut(leave?: () => Promise<void>): Promise<void> {
      await port.signOut();
      await leave?.();
      forget();
      channel.tell('signed-out');
    },

    /** Become signed out here, without asking the server. */
    forget,
  };
}
