import { client } from '../../api/client.gen';
import type { Session } from '../session/session';
import { toProblemError } from './problem-error';
import { createSessionFetch } from './session-fetch';

/** Give the generated client the session, and one kind of error. Called once, before the first call. */
export function connectClient(session: Session): void {
  client.setConfig({
    auth: () => session.token(),
    fetch: createSessionFetch(session, (request) => globalThis.fetch(request)),
    // A page of another site cannot send it, which is why the API asks for it beside the refresh cookie.
    headers: { 'X-Requested-With': 'fulmar' },
  });
  client.interceptors.error.use((error, response) => toProblemError(error, response));
}
