import { ProblemError } from '../http/problem-error';
import { oneTabAtATime, storedHint, tabs } from './browser';
import { createSession } from './session';

// Loaded when somebody is signed in, or about to be: visitors do without the client.
const api = () => import('../../api');

/** The session of this page. */
export const session = createSession(
  {
    signIn: async (credentials) => {
      const { authLogin } = await api();
      return (await authLogin({ body: { ...credentials, transport: 'cookie' } })).data;
    },
    refresh: async () => {
      const { authRefresh } = await api();
      return oneTabAtATime(async () => (await authRefresh()).data);
    },
    signOut: async () => (await api()).authLogout(),
    meansSignedOut: (error) => error instanceof ProblemError && error.status === 401,
  },
  tabs(),
  storedHint,
);
