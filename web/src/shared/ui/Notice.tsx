import type { ReactNode } from 'react';

/** Something went well, said by screen readers when they come to it. */
export function Notice({ children, className = '' }: { children: ReactNode; className?: string }) {
  return (
    <div
      role="status"
      className={`rounded-lg border border-calm/30 bg-calm-soft px-4 py-3 text-[0.9375rem] ${className}`}
    >
      {children}
    </div>
  );
}
