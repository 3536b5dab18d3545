import { useEffect, useState, useSyncExternalStore } from 'react';
import { realtimeText } from '../text/realtime';
import { realtime } from '.';

const STAYS_MS = 6_000;

/** Says quietly when a page stops being live, and when it has caught up. Nothing as long as all is well. */
export function LiveMark() {
  const status = useSyncExternalStore(realtime.subscribe, realtime.status);
  const [wasLost, setWasLost] = useState(false);
  const isBack = wasLost && status === 'live';

  useEffect(() => {
    if (status === 'lost') setWasLost(true);
    if (!isBack) return;
    const timer = setTimeout(() => setWasLost(false), STAYS_MS);
    return () => clearTimeout(timer);
  }, [status, isBack]);

  const isLost = status === 'lost' || (wasLost && !isBack && status !== 'off');
  return (
    <p role="status" data-live={status} className="min-h-6 text-sm text-slate">
      {(isLost || isBack) && (
        <span className="inline-flex items-center gap-2">
          <span aria-hidden="true" className={`size-2 rounded-full ${isBack ? 'bg-calm' : 'animate-pulse bg-beak'}`} />
          {isBack ? realtimeText.back : realtimeText.lost}
        </span>
      )}
    </p>
  );
}
