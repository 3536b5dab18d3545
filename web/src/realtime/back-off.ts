const FIRST_MS = 500;
const LONGEST_MS = 30_000;

/**
 * How long to wait before attempt `attempt` (0 is the first one after a failure), in milliseconds: anything between
 * nothing and a bound that doubles, so that clients that lost their connections together do not come back together
 * ("full jitter"; AWS Builders' Library, Timeouts, retries, and backoff with jitter).
 */
export function backOff(attempt: number, random = Math.random): number {
  return random() * Math.min(LONGEST_MS, FIRST_MS * 2 ** Math.min(attempt, 10));
}
