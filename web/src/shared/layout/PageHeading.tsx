import type { ReactNode } from 'react';
import { usePage } from './use-page';

interface PageHeadingProps {
  /** As the browser's tab shows it. */
  title: string;
  className?: string;
  children: ReactNode;
}

/** The heading every page has exactly one of. */
export function PageHeading({ title, className = 'text-3xl sm:text-4xl', children }: PageHeadingProps) {
  const heading = usePage(title);
  return (
    <h1 ref={heading} tabIndex={-1} className={`font-bold tracking-tight ${className}`}>
      {children}
    </h1>
  );
}
