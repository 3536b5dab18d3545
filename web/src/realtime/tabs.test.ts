import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { ConnectionListener } from './connection';
import { createTabs, type TabMessage } from './tabs';
import type { Topic } from './topic';

const NOTES = { collection: 'notes' };
const MESSAGES = { collection: 'messages' };
const CHANGE = { collection: 'notes', op: 'deleted' as const, id: '1', version: 1 };

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

/** Tabs of one browser: each hears what the others say, and the test decides who leads. */
function browser() {
  const channels: { hear: (message: TabMessage) => void }[] = [];
  const connections: { listener: ConnectionListener; topics: readonly Topic[]; isClosed: boolean }[] = [];

  function open(name: string) {
    const told: unknown[] = [];
    let lead: () => () => void = () => () => undefined;
    let end: (() => void) | undefined;
    const takeOver = vi.fn();
    const channel: { hear: (message: TabMessage) => void } = { hear: () => undefined };
    channels.push(channel);
    const tabs = createTabs(
      {
        tab: name,
        channel: {
          postMessage(message: TabMessage) {
            for (const other of channels) if (other !== channel) other.hear(structuredClone(message));
          },
          addEventListener: ((_: string, hear: (event: { data: TabMessage }) => void) => {
            channel.hear = (data) => hear({ data });
          }) as BroadcastChannel['addEventListener'],
          close: () => channels.splice(channels.indexOf(channel), 1),
        },
        connection(listener) {
          const made = { listener, topics: [] as readonly Topic[], isClosed: false };
          connections.push(made);
          return {
            listenTo: (topics) => {
              made.topics = topics;
            },
            wake: vi.fn(),
            lose: vi.fn(),
            close: () => {
              made.isClosed = true;
            },
          };
        },
        leadership(begin) {
          lead = begin;
          return { takeOver, resign: () => end?.() };
        },
      },
      {
        open: (isOpen) => told.push(isOpen),
        subscribed: (topic) => told.push(topic),
        changes: (changes) => told.push(...changes),
      },
    );
    return {
      tabs,
      told,
      takeOver,
      lead: () => {
        end = lead();
      },
      stopLeading: () => end?.(),
    };
  }
  return { open, connections, connection: () => connections.at(-1) as (typeof connections)[number] };
}

function twoTabs() {
  const { open, connection, connections } = browser();
  const leader = open('a');
  leader.lead();
  leader.tabs.listenTo([NOTES]);
  const follower = open('b');
  follower.tabs.listenTo([NOTES, MESSAGES]);
  return { leader, follower, connection, connections, open };
}

it('listens once to what all tabs want, and tells each', () => {
  const { leader, follower, connection } = twoTabs();
  expect(connection().topics).toEqual([NOTES, MESSAGES]);

  connection().listener.open(true);
  connection().listener.subscribed(NOTES);
  connection().listener.changes([CHANGE]);
  expect(leader.told).toEqual([true, NOTES, CHANGE]);
  expect(follower.told).toEqual([true, NOTES, CHANGE]);
});

it('tells a tab that comes later what is subscribed to already, and only that tab', () => {
  const { leader, follower, connection, open } = twoTabs();
  connection().listener.open(true);
  connection().listener.subscribed(NOTES);
  const late = open('c');
  late.tabs.listenTo([NOTES]);

  expect(late.told).toEqual([true, NOTES]);
  expect(leader.told).toEqual([true, NOTES]);
  expect(follower.told).toEqual([true, NOTES]);
});

it('tells the leading tab so, too, when it comes to a topic after the others', () => {
  const { leader, connection } = twoTabs();
  connection().listener.open(true);
  connection().listener.subscribed(MESSAGES);
  leader.tabs.listenTo([NOTES, MESSAGES]);
  expect(leader.told).toEqual([true, MESSAGES, MESSAGES]);
});

it('stops listening to what the tab that left wanted', () => {
  const { follower, connection } = twoTabs();
  follower.tabs.close();
  expect(connection().topics).toEqual([NOTES]);
});

it('goes on with the next tab when the leading one goes', () => {
  const { leader, follower, connections } = twoTabs();
  connections[0]?.listener.open(true);
  leader.tabs.close();
  expect(connections[0]?.isClosed).toBe(true);
  follower.lead();

  expect(connections[1]?.topics).toEqual([NOTES, MESSAGES]);
  expect(follower.told).toEqual([true, false]);
});

it('asks all tabs again what they want when another leads', () => {
  const { leader, follower, connections } = twoTabs();
  leader.stopLeading();
  follower.lead();
  expect(connections[1]?.topics).toEqual([NOTES, MESSAGES]);
  connections[1]?.listener.changes([CHANGE]);
  expect(leader.told.at(-1)).toEqual(CHANGE);
});

it('takes over from a leading tab that does not answer', () => {
  const { open } = browser();
  const alone = open('b');
  alone.tabs.listenTo([NOTES]);
  alone.tabs.wake();
  vi.advanceTimersByTime(3_000);
  expect(alone.takeOver).toHaveBeenCalledTimes(1);
});

it('does not take over from one that does', () => {
  const { follower } = twoTabs();
  follower.tabs.wake();
  vi.advanceTimersByTime(10_000);
  expect(follower.takeOver).not.toHaveBeenCalled();
});
