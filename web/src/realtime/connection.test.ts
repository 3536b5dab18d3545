import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { createConnection } from './connection';

/** A WebSocket that the test holds the other end of. */
class FakeSocket extends EventTarget {
  readyState = CONNECTING;
  sent: unknown[] = [];

  send(text: string): void {
    this.sent.push(JSON.parse(text));
  }

  close(): void {
    this.readyState = CLOSED;
  }

  open(): void {
    this.readyState = OPEN;
    this.dispatchEvent(new Event('open'));
  }

  say(message: object): void {
    this.dispatchEvent(new MessageEvent('message', { data: JSON.stringify(message) }));
  }

  lose(): void {
    this.readyState = CLOSED;
    this.dispatchEvent(new Event('close'));
  }
}

const [CONNECTING, OPEN, CLOSED] = [0, 1, 3];
const NOTES = { collection: 'notes' };
const MINUTE = 60_000;

beforeEach(() => {
  vi.useFakeTimers();
});
afterEach(() => vi.useRealTimers());

function start(address: () => Promise<string> = () => Promise.resolve('wss://host?ticket=1')) {
  const sockets: FakeSocket[] = [];
  const told: unknown[] = [];
  const addresses: string[] = [];
  const connection = createConnection(
    {
      address: vi.fn(address),
      askedToWait: (error) => (error as { wait?: number }).wait,
      connect(url) {
        addresses.push(url);
        const socket = new FakeSocket();
        sockets.push(socket);
        return socket as unknown as WebSocket;
      },
      random: () => 1,
    },
    {
      open: (isOpen) => told.push(isOpen),
      subscribed: (topic) => told.push(topic),
      changes: (changes) => told.push(...changes),
    },
  );
  return { connection, sockets, told, addresses, newest: () => sockets.at(-1) as FakeSocket };
}

const settled = () => vi.advanceTimersByTimeAsync(0);

async function startOpen() {
  const started = start();
  started.connection.listenTo([NOTES]);
  await settled();
  started.newest().open();
  started.newest().say({ type: 'subscribed', collection: 'notes' });
  return started;
}

it('subscribes once it is open, and passes on what it hears', async () => {
  const { newest, told, addresses } = await startOpen();
  newest().say({ type: 'changes', changes: [{ id: '1' }] });

  expect(addresses).toEqual(['wss://host?ticket=1']);
  expect(newest().sent).toEqual([{ action: 'subscribe', collection: 'notes' }]);
  expect(told).toEqual([true, NOTES, { id: '1' }]);
});

it('asks for nothing while there is nothing to listen to', async () => {
  const { connection, sockets } = start();
  connection.wake();
  connection.listenTo([]);
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(sockets).toEqual([]);
});

it('connects again with growing pauses, and subscribes again', async () => {
  const { newest, sockets, told } = await startOpen();
  newest().lose();
  await vi.advanceTimersByTimeAsync(499);
  expect(sockets).toHaveLength(1);
  await vi.advanceTimersByTimeAsync(1);
  newest().lose();
  await vi.advanceTimersByTimeAsync(999);
  expect(sockets).toHaveLength(2);
  await vi.advanceTimersByTimeAsync(1);
  newest().open();
  newest().say({ type: 'subscribed', collection: 'notes' });

  expect(sockets).toHaveLength(3);
  expect(newest().sent).toEqual([{ action: 'subscribe', collection: 'notes' }]);
  expect(told).toEqual([true, NOTES, false, true, NOTES]);
});

it('slows down when connections end as soon as they have begun', async () => {
  const { newest, sockets } = await startOpen();
  for (const pause of [500, 1_000, 2_000, 4_000]) {
    const before = sockets.length;
    newest().lose();
    await vi.advanceTimersByTimeAsync(pause - 1);
    expect(sockets).toHaveLength(before);
    await vi.advanceTimersByTimeAsync(1);
    newest().open();
    newest().say({ type: 'subscribed', collection: 'notes' });
  }
  await vi.advanceTimersByTimeAsync(10_000);
  newest().lose();
  await vi.advanceTimersByTimeAsync(500);
  expect(sockets).toHaveLength(6);
});

it('waits as long as the server asks for a ticket', async () => {
  const { connection, sockets } = start(vi.fn().mockRejectedValueOnce({ wait: 7_000 }).mockResolvedValue('wss://host'));
  connection.listenTo([NOTES]);
  await vi.advanceTimersByTimeAsync(6_999);
  expect(sockets).toHaveLength(0);
  await vi.advanceTimersByTimeAsync(1);
  expect(sockets).toHaveLength(1);
});

it('gives up a connection that nobody answers on', async () => {
  const { newest, sockets } = await startOpen();
  const first = newest();
  await vi.advanceTimersByTimeAsync(5 * MINUTE);
  expect(first.sent.at(-1)).toEqual({ action: 'ping' });
  first.say({ type: 'pong' });
  await vi.advanceTimersByTimeAsync(MINUTE);
  expect(sockets).toHaveLength(1);

  await vi.advanceTimersByTimeAsync(4 * MINUTE);
  await vi.advanceTimersByTimeAsync(11_000);
  expect(sockets).toHaveLength(2);
  expect(first.readyState).toBe(CLOSED);
});

it('gives up a handshake that never ends', async () => {
  const { connection, sockets } = start();
  connection.listenTo([NOTES]);
  await vi.advanceTimersByTimeAsync(10_500);
  expect(sockets).toHaveLength(2);
});

it('opens a new connection before the gateway ends the old one', async () => {
  const { newest, sockets } = await startOpen();
  const first = newest();
  for (let minutes = 0; minutes < 110; minutes += 5) {
    await vi.advanceTimersByTimeAsync(5 * MINUTE);
    newest().say({ type: 'pong' });
  }
  expect(sockets).toHaveLength(2);
  expect(first.readyState).toBe(CLOSED);
});

it('looks at once when something woke it', async () => {
  const { connection, newest, sockets } = await startOpen();
  connection.wake();
  expect(newest().sent.at(-1)).toEqual({ action: 'ping' });

  newest().lose();
  connection.wake();
  await settled();
  expect(sockets).toHaveLength(2);
});

it('closes at once when the browser says that the network is gone', async () => {
  const { connection, newest, told } = await startOpen();
  connection.lose();
  expect(newest().readyState).toBe(CLOSED);
  expect(told.at(-1)).toBe(false);
});

it('changes what it listens to without a new connection', async () => {
  const { connection, newest, sockets } = await startOpen();
  connection.listenTo([{ collection: 'messages' }, { collection: 'notes', owner: 'bob' }]);
  expect(sockets).toHaveLength(1);
  expect(newest().sent.slice(1)).toEqual([
    { action: 'unsubscribe', collection: 'notes' },
    { action: 'subscribe', collection: 'messages' },
    { action: 'subscribe', collection: 'notes', owner: 'bob' },
  ]);
});

it('closes a while after there is nothing left to listen to', async () => {
  const { connection, newest, sockets } = await startOpen();
  connection.listenTo([]);
  await vi.advanceTimersByTimeAsync(29_000);
  connection.listenTo([NOTES]);
  await vi.advanceTimersByTimeAsync(2_000);
  expect(newest().readyState).toBe(OPEN);

  connection.listenTo([]);
  await vi.advanceTimersByTimeAsync(30_000);
  expect(newest().readyState).toBe(CLOSED);
  expect(sockets).toHaveLength(1);
});

it('does nothing more once it is closed', async () => {
  const { connection, newest, sockets, told } = await startOpen();
  const socket = newest();
  connection.close();
  socket.say({ type: 'changes', changes: [{ id: '1' }] });
  socket.lose();
  await vi.advanceTimersByTimeAsync(180 * MINUTE);
  expect(sockets).toHaveLength(1);
  expect(told).toEqual([true, NOTES, false]);
});
