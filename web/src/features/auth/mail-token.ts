/** The parts of the browser's window that are needed here. */
interface Page {
  location: Pick<Location, 'hash' | 'pathname' | 'search'>;
  history: Pick<History, 'replaceState' | 'state'>;
  addEventListener: (event: 'popstate', listener: () => void) => void;
}

/**
 * Take the one-time token of a mail's link (`/reset-password#token=…`) out of the address bar, now and whenever such an
 * address is entered: before the router reads it, so that it stays in no history, no storage and on no screen. It lives
 * in this closure until the page is left.
 *
 * Returns a function that tells the newest token that came to a path.
 */
export function holdMailToken({ location, history, addEventListener }: Page): (path: string) => string | undefined {
  let held: { path: string; token: string } | undefined;

  function take(): void {
    const token = new URLSearchParams(location.hash.slice(1)).get('token');
    if (token === null) return;
    held = token === '' ? undefined : { path: location.pathname, token };
    history.replaceState(history.state, '', location.pathname + location.search);
  }

  take();
  addEventListener('popstate', take);
  return (path) => (held?.path === path ? held.token : undefined);
}
