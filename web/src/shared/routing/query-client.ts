import { QueryClient } from '@tanstack/react-query';
import { ProblemError } from '../http/problem-error';

const RETRIES = 2;
const SECOND = 1000;

// Who is asked to wait for longer is told so instead, and tries again when they like.
const LONGEST_WAIT_SECONDS = 8;

export const isWorthRetrying = (failures: number, error: Error) =>
  failures < RETRIES &&
  error instanceof ProblemError &&
  error.isTransient &&
  (error.retryAfter ?? 0) <= LONGEST_WAIT_SECONDS;

/** Wait as long as the server asks, else longer each time. */
const delay = (attempt: number, error: Error) =>
  error instanceof ProblemError && error.retryAfter !== undefined
    ? error.retryAfter * SECOND
    : Math.min(SECOND * 2 ** attempt, LONGEST_WAIT_SECONDS * SECOND);

/** The cache of what the server said. Reads are tried again where that may help, writes never by themselves. */
export function createQueryClient(): QueryClient {
  return new QueryClient({
    defaultOptions: {
      // "always": a call without a connection fails, and says so, instead of waiting without a word.
      queries: {
        networkMode: 'always',
        refetchOnReconnect: true,
        staleTime: 15 * SECOND,
        retry: isWorthRetrying,
        retryDelay: delay,
      },
      mutations: { networkMode: 'always', retry: false },
    },
  });
}
