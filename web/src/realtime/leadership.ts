export type Leadership = ReturnType<typeof createLeadership>;

/**
 * Sees to it that of all tabs one leads: the one that holds a Web Lock, which the browser hands on when that tab goes.
 * Without locks (they need HTTPS or localhost) every tab leads for itself.
 *
 * @param lead is called when this tab begins to lead, and returns what ends that
 */
export function createLeadership(
  name: string,
  lead: () => () => void,
  locks: Pick<LockManager, 'request'> | undefined = globalThis.navigator?.locks,
) {
  let stepDown: (() => void) | undefined;
  let waiting: AbortController | undefined;
  let isOver = false;

  function rule(): Promise<void> {
    if (isOver) return Promise.resolve();
    const end = lead();
    return new Promise((resolve) => {
      stepDown = () => {
        stepDown = undefined;
        end();
        resolve();
      };
    });
  }

  function request(options: LockOptions): void {
    if (locks === undefined) {
      void rule();
      return;
    }
    locks.request(name, options, rule).catch(() => {
      // This tab resigned, or took over instead of waiting.
      if (options.signal?.aborted) return;
      // Another tab took over.
      stepDown?.();
      wait();
    });
  }

  function wait(): void {
    waiting = new AbortController();
    request({ signal: waiting.signal });
  }

  wait();
  return {
    /** Lead from now on: the tab that did so far does not answer. */
    takeOver(): void {
      if (stepDown !== undefined || isOver) return;
      waiting?.abort();
      request({ steal: true });
    },

    resign(): void {
      isOver = true;
      waiting?.abort();
      stepDown?.();
    },
  };
}
