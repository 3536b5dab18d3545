import { type ReactNode, useId, useLayoutEffect, useRef } from 'react';
import { text } from '../../text';
import { buttonStyle } from './button-style';

interface DialogProps {
  title: string;
  onClose: () => void;
  className?: string;
  children: ReactNode;
}

/**
 * A modal dialog, open while it is mounted. The browser's own: it keeps the focus within, closes on Escape and gives the
 * focus back.
 */
export function Dialog({ title, onClose, className = 'max-w-lg', children }: DialogProps) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();

  // Before the page is painted, and before it is taken out of it: only then the browser knows where the focus was.
  useLayoutEffect(() => {
    const shown = dialog.current;
    shown?.showModal();
    return () => shown?.close();
  }, []);

  return (
    <dialog
      ref={dialog}
      aria-labelledby={heading}
      // Closing is the parent's to do, by no longer showing it.
      onCancel={(event) => {
        event.preventDefault();
        onClose();
      }}
      className={`card m-auto max-h-[calc(100dvh-2rem)] w-[calc(100%-2rem)] overflow-y-auto p-0 text-ink backdrop:bg-black/50 ${className}`}
    >
      <div className="relative flex flex-col gap-4 p-5 sm:p-6">
        <h2 id={heading} className="min-w-0 pr-10 text-xl leading-tight font-bold wrap-anywhere">
          {title}
        </h2>
        {children}
        {/* Last, so that the focus begins with what the dialog is about. */}
        <button
          type="button"
          aria-label={text.close}
          onClick={onClose}
          className={`${buttonStyle('bare')} absolute top-3 right-3 size-11 sm:top-4 sm:right-4`}
        >
          <svg viewBox="0 0 16 16" aria-hidden="true" className="size-4 flex-none stroke-current stroke-2">
            <path d="m3 3 10 10M13 3 3 13" strokeLinecap="round" />
          </svg>
        </button>
      </div>
    </dialog>
  );
}
