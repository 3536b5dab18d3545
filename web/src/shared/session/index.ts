import { authLogin, authLogout, authRefresh } from '../../api';
import { ProblemError } from '../http/problem-error';
import { oneTabAtATime, storedHint, tabs } from './browser';
import { createSession } from './session';

/** The session of this page. */
export const session = createSession(
  {
    signIn: async (credentials) => (await authLogin({ body: { ...credentials, transport: 'cookie' } })).data,
    refresh: () => oneTabAtATime(async () => (await authRefresh()).data),
    signOut: () => authLogout(),
    meansSignedOut: (error) => error instanceof ProblemError && error.status === 401,
  },
  tabs(),
  storedHint,
);
