import { realtimeCreateTicket } from '../api';
import { ProblemError } from '../shared/http/problem-error';
import { session } from '../shared/session';
import { createConnection } from './connection';
import { createLeadership } from './leadership';
import { createLive } from './live';
import { createRealtime } from './realtime';
import { createTabs } from './tabs';

/** Realtime of this page (docs/realtime.md has the protocol). Pages use `useLive`. */
export const realtime = createRealtime(session, (client, sessionId) => {
  // Tabs of one session, and of no other, share a connection.
  const name = `fulmar.realtime.${sessionId}`;
  return createLive(client, (listener) =>
    createTabs(
      {
        tab: crypto.randomUUID(),
        channel: new BroadcastChannel(name),
        leadership: (lead) => createLeadership(name, lead),
        connection: (events) => createConnection({ address, askedToWait, connect }, events),
      },
      listener,
    ),
  );
});

async function address(): Promise<string> {
  const { data } = await realtimeCreateTicket();
  return `${data.url}?ticket=${data.ticket}`;
}

const askedToWait = (error: unknown) =>
  error instanceof ProblemError && error.retryAfter !== undefined ? error.retryAfter * 1000 : undefined;

const connect = (url: string) => new WebSocket(url);

window.addEventListener('online', realtime.wake);
window.addEventListener('offline', realtime.lose);
window.addEventListener('pagehide', realtime.pause);
window.addEventListener('pageshow', ({ persisted }) => {
  if (persisted) realtime.resume();
  realtime.wake();
});
document.addEventListener('visibilitychange', () => {
  if (document.visibilityState === 'visible') realtime.wake();
});
