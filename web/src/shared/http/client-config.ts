import type { CreateClientConfig } from '../../api/client.gen';
import { session } from '../session';
import { throwingProblems } from './problem-fetch';
import { createSessionFetch } from './session-fetch';

/** What the generated client begins with: the session of this page, and one kind of error (openapi-ts.config.ts). */
export const createClientConfig: CreateClientConfig = (config) => ({
  ...config,
  baseUrl: config?.baseUrl ?? '',
  auth: () => session.token(),
  fetch: throwingProblems(createSessionFetch(session, (request) => globalThis.fetch(request))),
  // A page of another site cannot send it, which is why the API asks for it beside the refresh cookie.
  headers: { 'X-Requested-With': 'fulmar' },
});
