import type { SessionChannel, SessionEvent, SessionHint } from './session';

/** The other tabs, over a BroadcastChannel. */
export function tabs(name = 'fulmar.session'): SessionChannel {
  const channel = new BroadcastChannel(name);
  return {
    tell: (event) => channel.postMessage(event),
    listen: (listener) => channel.addEventListener('message', ({ data }: MessageEvent<SessionEvent>) => listener(data)),
  };
}

const HINT = 'fulmar.session';

/**
 * Saves visitors who never signed in a call that could only fail. Storage may be forbidden; then every page load asks.
 */
export const storedHint: SessionHint = {
  get() {
    try {
      return localStorage.getItem(HINT) !== null;
    } catch {
      return true;
    }
  },
  set(value) {
    try {
      if (value) localStorage.setItem(HINT, 'likely');
      else localStorage.removeItem(HINT);
    } catch {
      // Only a saving is lost.
    }
  },
};

const LOCK = 'fulmar-refresh';
const PATIENCE_MS = 5_000;

/**
 * Run `work` while no other tab runs its own, so that each refresh begins with the cookie of the one before. A tab that
 * keeps the lock for long, or a browser without locks (they need HTTPS or localhost), keeps nobody from going on.
 */
export async function oneTabAtATime<T>(
  work: () => Promise<T>,
  locks: Pick<LockManager, 'request'> | undefined = globalThis.navigator?.locks,
  patienceMs = PATIENCE_MS,
): Promise<T> {
  if (locks === undefined) return work();
  let running: Promise<T> | undefined;
  try {
    return await locks.request(LOCK, { signal: AbortSignal.timeout(patienceMs) }, () => {
      running = work();
      return running;
    });
  } catch {
    // Either the work failed, which stays so, or the lock could not be had.
    return running ?? work();
  }
}
