import type { QueryClient } from '@tanstack/react-query';
import type { Session } from '../shared/session/session';
import type { LiveCollection } from './feed';
import type { createLive, LiveStatus } from './live';

type Live = ReturnType<typeof createLive>;

interface Watch {
  client: QueryClient;
  collection: LiveCollection;
  owner: string | undefined;
  stop?: (() => void) | undefined;
}

/**
 * What is shown live in this tab, over sessions: nothing while nobody is signed in, and nothing of the one before for
 * whoever signs in next.
 */
export function createRealtime(
  session: Pick<Session, 'id' | 'subscribe'>,
  begin: (client: QueryClient, sessionId: string) => Live,
) {
  const watches = new Set<Watch>();
  const listeners = new Set<() => void>();
  let live: Live | undefined;
  let sessionId: string | undefined;

  const tell = () => {
    for (const listener of [...listeners]) listener();
  };

  function start(watch: Watch): void {
    if (sessionId === undefined) return;
    if (live === undefined) {
      live = begin(watch.client, sessionId);
      live.subscribe(tell);
    }
    watch.stop = live.watch(watch.collection, watch.owner);
  }

  function follow(): void {
    if (sessionId === session.id()) return;
    sessionId = session.id();
    live?.close();
    live = undefined;
    for (const watch of watches) {
      watch.stop = undefined;
      start(watch);
    }
    tell();
  }

  session.subscribe(follow);
  sessionId = session.id();

  return {
    status: (): LiveStatus => live?.status() ?? 'off',

    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Keep a collection live in this cache until the function that this returns is called. */
    watch(client: QueryClient, collection: LiveCollection, owner?: string): () => void {
      const watch: Watch = { client, collection, owner };
      watches.add(watch);
      start(watch);
      return () => {
        watches.delete(watch);
        watch.stop?.();
      };
    },

    wake: () => live?.wake(),
    lose: () => live?.lose(),
    pause: () => live?.pause(),
    resume: () => live?.resume(),
  };
}
