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
