import { useEffect, useState, useSyncExternalStore } from 'react';
import { text } from '../../text';
import { buttonStyle } from '../ui/button-style';
import { toasts } from '.';
import type { ShownToast } from './toasts';

const STAYS_MS = 8_000;

/** Where short messages appear. It is always there, so that screen readers notice what comes into it. */
export function ToastRegion() {
  const shown = useSyncExternalStore(toasts.subscribe, toasts.shown);
  return (
    <section
      aria-label={text.toasts.region}
      className="pointer-events-none fixed inset-x-4 bottom-4 z-10 mx-auto flex max-w-md flex-col gap-2"
    >
      <div aria-live="polite" className="flex flex-col gap-2">
        {shown.map((toast) => (
          <ToastCard key={toast.id} toast={toast} />
        ))}
      </div>
    </section>
  );
}

function ToastCard({ toast }: { toast: ShownToast }) {
  const [isHeld, setHeld] = useState(false);
  useEffect(() => {
    if (isHeld) return;
    const timer = setTimeout(() => toasts.dismiss(toast.id), STAYS_MS);
    return () => clearTimeout(timer);
  }, [isHeld, toast.id]);

  const look = toast.tone === 'alarm' ? 'border-alarm/40 bg-alarm-soft' : 'border-line bg-surface';
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: it only stays for as long as somebody is on it
    <div
      onMouseEnter={() => setHeld(true)}
      onMouseLeave={() => setHeld(false)}
      onFocus={() => setHeld(true)}
      onBlur={() => setHeld(false)}
      className={`pointer-events-auto flex items-center gap-2 rounded-xl border py-1.5 pr-1.5 pl-4 text-[0.9375rem] shadow-card ${look}`}
    >
      <p className="min-w-0 flex-1 wrap-anywhere">{toast.words}</p>
      {toast.action && (
        <button
          type="button"
          onClick={() => {
            toast.action?.run();
            toasts.dismiss(toast.id);
          }}
          className={`${buttonStyle('bare')} flex-none font-semibold! text-sea!`}
        >
          {toast.action.label}
        </button>
      )}
      <button
        type="button"
        aria-label={text.close}
        onClick={() => toasts.dismiss(toast.id)}
        className={`${buttonStyle('bare')} size-11 flex-none`}
      >
        <svg viewBox="0 0 16 16" aria-hidden="true" className="size-3.5 flex-none stroke-current stroke-2">
          <path d="m3 3 10 10M13 3 3 13" strokeLinecap="round" />
        </svg>
      </button>
    </div>
  );
}
