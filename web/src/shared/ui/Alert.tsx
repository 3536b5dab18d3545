import type { ReactNode } from 'react';

/** Something went wrong, said at once by screen readers. */
export function Alert({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <div
      role="alert"
      className={`flex gap-3 rounded-lg border border-alarm/30 bg-alarm-soft px-4 py-3 text-[0.9375rem] ${className}`}
    >
      <svg viewBox="0 0 20 20" aria-hidden="true" className="mt-0.5 size-5 flex-none fill-alarm">
        <path d="M10 1.500a8.500 8.500 0 1 0 0 17 8.500 8.500 0 0 0 0-17Zm-.9 4.200h1.800v5.600H9.100V5.700Zm.9 9.100a1.150 1.150 0 1 1 0-2.300 1.150 1.150 0 0 1 0 2.300Z" />
      </svg>
      <div className="min-w-0">{children}</div>
    </div>
  );
}
