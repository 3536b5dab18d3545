import { useSyncExternalStore } from 'react';
import { session } from '.';
import type { SessionStatus } from './session';

/** Whether somebody is signed in, as it changes in any tab. */
export const useSessionStatus = (): SessionStatus => useSyncExternalStore(session.subscribe, session.status);
