import type { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../shared/http/problem-error';
import { backOff } from './back-off';
import type { ConnectionListener } from './connection';
import { createFeed, type Feed, type LiveCollection } from './feed';
import type { Tabs } from './tabs';
import { type Topic, topicKey, toTopic } from './topic';

/**
 * `off`: nothing is to be shown live. `connecting`: not yet, or only just lost. `lost`: for longer than people should
 * not know. `catching-up`: what was missed is being read. `live`: what is shown is what there is.
 */
export type LiveStatus = 'off' | 'connecting' | 'lost' | 'catching-up' | 'live';

const GRACE_MS = 3_000;
const RETRY_MS = 1_000;

interface Watched {
  topic: Topic;
  feed: Feed;
  collection: string;
  watchers: number;
  catchingUp: number;
  failures: number;
  retry?: ReturnType<typeof setTimeout>;
}

/** What is watched in this tab while one session lasts. */
export function createLive(client: QueryClient, join: (listener: ConnectionListener) => Tabs) {
  const watched = new Map<string, Watched>();
  const listeners = new Set<() => void>();
  let isOpen = false;
  let isLost = false;
  let grace: ReturnType<typeof setTimeout> | undefined;
  let status: LiveStatus = 'off';

  function settle(): void {
    const next = now();
    if (next === status) return;
    status = next;
    for (const listener of [...listeners]) listener();
  }

  function now(): LiveStatus {
    if (watched.size === 0) return 'off';
    if (!isOpen) return isLost ? 'lost' : 'connecting';
    return [...watched.values()].some(({ catchingUp }) => catchingUp > 0) ? 'catching-up' : 'live';
  }

  function expect(): void {
    clearTimeout(grace);
    if (isOpen || watched.size === 0) {
      isLost = false;
    } else {
      grace = setTimeout(() => {
        isLost = true;
        settle();
      }, GRACE_MS);
    }
    settle();
  }

  async function catchUp(each: Watched): Promise<void> {
    clearTimeout(each.retry);
    each.catchingUp += 1;
    settle();
    try {
      await each.feed.catchUp();
      each.failures = 0;
    } catch (error) {
      // Without it something may be missing, so it is tried until it works or nobody looks any more.
      const isOver = error instanceof ProblemError && !error.isTransient && error.status < 500;
      if (watched.get(topicKey(each.topic)) === each && !isOver) {
        each.retry = setTimeout(() => void catchUp(each), RETRY_MS + backOff(each.failures));
        each.failures += 1;
      }
    }
    each.catchingUp -= 1;
    settle();
  }

  const tabs = join({
    open(next) {
      isOpen = next;
      expect();
    },
    subscribed(topic) {
      const each = watched.get(topicKey(topic));
      if (each !== undefined) void catchUp(each);
    },
    changes(changes) {
      for (const change of changes) {
        for (const { feed, collection } of watched.values()) if (collection === change.collection) feed.take(change);
      }
    },
  });

  const listen = () => tabs.listenTo([...watched.values()].map(({ topic }) => topic));

  return {
    status: () => status,

    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Keep what is cached of a collection as it is on the server, until the function that this returns is called. */
    watch(collection: LiveCollection, owner?: string): () => void {
      const topic = toTopic({ collection: collection.name, owner });
      const key = topicKey(topic);
      const each = watched.get(key) ?? {
        topic,
        feed: createFeed(client, collection, owner),
        collection: collection.name,
        watchers: 0,
        catchingUp: 0,
        failures: 0,
      };
      each.watchers += 1;
      if (!watched.has(key)) {
        watched.set(key, each);
        listen();
        expect();
      }
      return () => {
        each.watchers -= 1;
        if (each.watchers > 0) return;
        clearTimeout(each.retry);
        each.feed.close();
        watched.delete(key);
        listen();
        expect();
      };
    },

    wake: () => tabs.wake(),
    lose: () => tabs.lose(),
    /** The tab is left, perhaps to be come back to. */
    pause: () => tabs.listenTo([]),
    resume: listen,

    close(): void {
      clearTimeout(grace);
      for (const { feed, retry } of watched.values()) {
        clearTimeout(retry);
        feed.close();
      }
      watched.clear();
      tabs.close();
      settle();
    },
  };
}
