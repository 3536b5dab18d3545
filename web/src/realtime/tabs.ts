import type { RealtimeChange } from '../api';
import type { Connection, ConnectionListener } from './connection';
import type { Leadership } from './leadership';
import { type Topic, topicKey } from './topic';

/** What tabs tell each other. `to` is for one of them. */
export type TabMessage =
  | { kind: 'wants'; tab: string; topics: Topic[] }
  | { kind: 'leaves'; tab: string }
  | { kind: 'roll-call' }
  | { kind: 'who-leads' }
  | { kind: 'leading' }
  | { kind: 'open'; isOpen: boolean }
  | { kind: 'subscribed'; topic: Topic; to?: string }
  | { kind: 'changes'; changes: RealtimeChange[] };

export interface TabsPort {
  tab: string;
  channel: Pick<BroadcastChannel, 'postMessage' | 'addEventListener' | 'close'>;
  connection(listener: ConnectionListener): Connection;
  leadership(lead: () => () => void): Leadership;
}

export type Tabs = ReturnType<typeof createTabs>;

const ANSWER_MS = 3_000;

/**
 * One connection for all tabs: the leading one has it, for what every tab wants to hear, and passes on what it hears.
 * Each tab gets every event of a `ConnectionListener` as if the connection were its own.
 */
export function createTabs(port: TabsPort, listener: ConnectionListener) {
  let mine: readonly Topic[] = [];
  let connection: Connection | undefined;
  let isOpen = false;
  const wanted = new Map<string, readonly Topic[]>();
  const subscribed = new Set<string>();
  let silence: ReturnType<typeof setTimeout> | undefined;

  const tell = (message: TabMessage) => port.channel.postMessage(message);

  function open(next: boolean): void {
    if (next !== isOpen) listener.open(next);
    isOpen = next;
  }

  function listenForAll(): void {
    const all = new Map([...wanted.values(), mine].flat().map((topic) => [topicKey(topic), topic]));
    for (const key of subscribed) if (!all.has(key)) subscribed.delete(key);
    connection?.listenTo([...all.values()]);
  }

  function lead(): () => void {
    const led = port.connection({
      open(next) {
        if (!next) subscribed.clear();
        open(next);
        tell({ kind: 'open', isOpen: next });
      },
      subscribed(topic) {
        subscribed.add(topicKey(topic));
        listener.subscribed(topic);
        tell({ kind: 'subscribed', topic });
      },
      changes(changes) {
        listener.changes(changes);
        tell({ kind: 'changes', changes });
      },
    });
    connection = led;
    // The connection of whoever led before is gone.
    open(false);
    listenForAll();
    tell({ kind: 'roll-call' });
    return () => {
      connection = undefined;
      wanted.clear();
      subscribed.clear();
      led.close();
      open(false);
    };
  }

  function hearWants(tab: string, topics: Topic[]): void {
    wanted.set(tab, topics);
    listenForAll();
    tell({ kind: 'open', isOpen });
    for (const topic of topics) if (subscribed.has(topicKey(topic))) tell({ kind: 'subscribed', topic, to: tab });
  }

  function hearAsLeader(message: TabMessage): void {
    switch (message.kind) {
      case 'wants':
        hearWants(message.tab, message.topics);
        break;
      case 'leaves':
        if (wanted.delete(message.tab)) listenForAll();
        break;
      case 'who-leads':
        tell({ kind: 'leading' });
        break;
    }
  }

  function hearFromLeader(message: TabMessage): void {
    switch (message.kind) {
      case 'roll-call':
        open(false);
        tell({ kind: 'wants', tab: port.tab, topics: [...mine] });
        break;
      case 'open':
        open(message.isOpen);
        break;
      case 'subscribed':
        if (message.to === undefined || message.to === port.tab) listener.subscribed(message.topic);
        break;
      case 'changes':
        listener.changes(message.changes);
        break;
      case 'leading':
        break;
      default:
        // Said to the leader, by another tab.
        return;
    }
    clearTimeout(silence);
  }

  port.channel.addEventListener('message', ({ data }: MessageEvent<TabMessage>) =>
    connection === undefined ? hearFromLeader(data) : hearAsLeader(data),
  );
  const leadership = port.leadership(lead);

  return {
    /** Listen to these and to nothing else, in this tab. */
    listenTo(topics: readonly Topic[]): void {
      const before = new Set(mine.map(topicKey));
      mine = topics;
      if (connection === undefined) {
        tell({ kind: 'wants', tab: port.tab, topics: [...mine] });
        return;
      }
      listenForAll();
      // What another tab listens to already is not subscribed to again.
      for (const topic of topics) {
        if (!before.has(topicKey(topic)) && subscribed.has(topicKey(topic))) listener.subscribed(topic);
      }
    },

    /**
     * Look now whether the connection is well: the network is back, or the tab is. A leading tab that the system has
     * put to sleep does not answer, and another takes over.
     */
    wake(): void {
      if (connection !== undefined) {
        connection.wake();
        return;
      }
      if (mine.length === 0) return;
      clearTimeout(silence);
      silence = setTimeout(leadership.takeOver, ANSWER_MS);
      tell({ kind: 'who-leads' });
    },

    lose: () => connection?.lose(),

    close(): void {
      clearTimeout(silence);
      tell({ kind: 'leaves', tab: port.tab });
      leadership.resign();
      port.channel.close();
      open(false);
    },
  };
}
