import type { ReactNode } from 'react';
import { Logo } from './Logo';

interface EmptyStateProps {
  words: { title: string; body: string };
  /** The way on. */
  children?: ReactNode;
}

/** Stands where things would be that there are none of. */
export function EmptyState({ words, children }: EmptyStateProps) {
  return (
    <div className="flex flex-col items-center justify-center gap-2 rounded-2xl border border-dashed border-field/60 px-6 py-14 text-center">
      <Logo className="mb-2 size-14" />
      <h2 className="text-xl font-bold">{words.title}</h2>
      <p className="max-w-sm text-slate">{words.body}</p>
      {children && <div className="mt-4">{children}</div>}
    </div>
  );
}
