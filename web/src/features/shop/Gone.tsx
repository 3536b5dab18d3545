import type { ReactNode } from 'react';
import { PageHeading } from '../../shared/layout/PageHeading';
import { Logo } from '../../shared/ui/Logo';

interface GoneProps {
  words: { title: string; heading: string; body: string };
  /** The way on. */
  children: ReactNode;
}

/** Stands where a page would be whose subject is not there, or not for whoever looks. */
export function Gone({ words, children }: GoneProps) {
  return (
    <div className="page flex flex-1 flex-col items-center justify-center gap-4 py-16 text-center">
      <Logo className="size-16" />
      <PageHeading title={words.title}>{words.heading}</PageHeading>
      <p className="max-w-md text-slate">{words.body}</p>
      <div className="mt-2">{children}</div>
    </div>
  );
}
