import type { RealtimeChange, RealtimeClientMessage } from '../api';
import { backOff } from './back-off';
import { readServerMessage } from './server-message';
import { type Topic, topicKey, toTopic } from './topic';

/** What a connection needs of the world. */
export interface ConnectionPort {
  /** Get an address that opens one connection. Throws when there is none now. */
  address(): Promise<string>;
  /** How long the server asked to wait, in milliseconds, if an error of `address` says so. */
  askedToWait(error: unknown): number | undefined;
  connect(address: string): WebSocket;
  random?: () => number;
}

export interface ConnectionListener {
  /** From here on changes of this topic come; what was before has to be read. */
  subscribed(topic: Topic): void;
  changes(changes: RealtimeChange[]): void;
  /** Whether changes come at all. */
  open(isOpen: boolean): void;
}

export type Connection = ReturnType<typeof createConnection>;

const MINUTE_MS = 60_000;
// The gateway closes a connection after 10 minutes of silence, and after 2 hours at the latest (docs/realtime.md).
const PING_MS = 5 * MINUTE_MS;
const RENEW_MS = 110 * MINUTE_MS;
const ANSWER_MS = 10_000;
const LINGER_MS = 30_000;
const STABLE_MS = 10_000;

// WebSocket.OPEN, which is not there where the tests run.
const OPEN = 1;

/**
 * Keeps one WebSocket open while there is something to listen to, whatever happens to the network: it connects again
 * with growing pauses, subscribes again, and finds out when a connection is dead without having been closed.
 */
export function createConnection(port: ConnectionPort, listener: ConnectionListener) {
  let topics = new Map<string, Topic>();
  let socket: WebSocket | undefined;
  let isOpen = false;
  // Between asking for an address and the end of its connection, or during a pause before the next attempt.
  let isBusy = false;
  let attempt = 0;
  // Grows when a connection is given up, so that what comes of it later changes nothing.
  let generation = 0;
  const timers = new Map<
    'pause' | 'ping' | 'answer' | 'renewal' | 'stable' | 'linger',
    ReturnType<typeof setTimeout>
  >();

  function later(name: Parameters<typeof timers.get>[0], ms: number, work: () => void): void {
    clearTimeout(timers.get(name));
    timers.set(
      name,
      setTimeout(() => {
        timers.delete(name);
        work();
      }, ms),
    );
  }

  function cancel(...names: Parameters<typeof timers.get>[0][]): void {
    for (const name of names) {
      clearTimeout(timers.get(name));
      timers.delete(name);
    }
  }

  function send(message: RealtimeClientMessage): void {
    if (socket?.readyState === OPEN) socket.send(JSON.stringify(message));
  }

  function giveUp(): void {
    generation += 1;
    isBusy = false;
    cancel('pause', 'ping', 'answer', 'renewal', 'stable');
    socket?.close();
    socket = undefined;
    if (isOpen) listener.open(false);
    isOpen = false;
  }

  function again(waitMs = backOff(attempt, port.random)): void {
    giveUp();
    attempt += 1;
    isBusy = true;
    later('pause', waitMs, () => void begin());
  }

  async function begin(): Promise<void> {
    cancel('pause');
    generation += 1;
    isBusy = true;
    const mine = generation;
    try {
      const address = await port.address();
      if (mine === generation) attach(port.connect(address), mine);
    } catch (error) {
      if (mine === generation) again(port.askedToWait(error));
    }
  }

  function attach(next: WebSocket, mine: number): void {
    socket = next;
    const ifMine = (work: () => void) => () => {
      if (mine === generation) work();
    };
    const lost = ifMine(() => again());
    later('answer', ANSWER_MS, lost);
    next.addEventListener('close', lost);
    next.addEventListener(
      'open',
      ifMine(() => {
        for (const topic of topics.values()) send({ action: 'subscribe', ...topic });
        later('renewal', RENEW_MS, () => {
          giveUp();
          void begin();
        });
        pingLater();
      }),
    );
    next.addEventListener('message', ({ data }) => {
      if (mine === generation) hear(data);
    });
  }

  function pingLater(): void {
    later('ping', PING_MS, ping);
  }

  function ping(): void {
    send({ action: 'ping' });
    later('answer', ANSWER_MS, () => again(0));
    pingLater();
  }

  function hear(frame: unknown): void {
    // Whatever it says, the connection lives.
    cancel('answer');
    const message = readServerMessage(frame);
    if (message === undefined) return;
    if (!isOpen) {
      isOpen = true;
      listener.open(true);
      // One that ends as soon as it has begun, as where somebody has too many, is no reason to hurry the next time.
      later('stable', STABLE_MS, () => {
        attempt = 0;
      });
    }
    if (message.type === 'changes') listener.changes(message.changes);
    if (message.type === 'subscribed') {
      const topic = toTopic(message);
      if (topics.has(topicKey(topic))) listener.subscribed(topic);
    }
  }

  return {
    /** Listen to these and to nothing else. With none the connection is closed after a while. */
    listenTo(wanted: readonly Topic[]): void {
      const before = topics;
      topics = new Map(wanted.map((topic) => [topicKey(topic), topic]));
      for (const [key, topic] of before) if (!topics.has(key)) send({ action: 'unsubscribe', ...topic });
      for (const [key, topic] of topics) if (!before.has(key)) send({ action: 'subscribe', ...topic });
      cancel('linger');
      if (topics.size === 0) later('linger', LINGER_MS, giveUp);
      else if (!isBusy) void begin();
    },

    /** Something may have changed for the better, such as a network that is back: look now rather than later. */
    wake(): void {
      if (topics.size === 0) return;
      if (timers.has('pause')) void begin();
      else if (isOpen) ping();
    },

    /** The network is gone, says the browser: do not wait for the silence to tell. */
    lose(): void {
      if (isBusy && !timers.has('pause')) again();
    },

    close(): void {
      topics = new Map();
      cancel('linger');
      giveUp();
    },
  };
}
