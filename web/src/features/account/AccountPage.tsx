import type { ReactNode } from 'react';
import { PageHeading } from '../../shared/layout/PageHeading';

interface AccountPageProps {
  /** Its title, heading and first line. */
  words: Readonly<{ title: string; heading: string; lead: string }>;
  children: ReactNode;
}

/** A page about one's own account, below its heading. */
export function AccountPage({ words, children }: AccountPageProps) {
  return (
    <div className="flex min-w-0 max-w-2xl flex-col gap-6">
      <div>
        <PageHeading title={words.title}>{words.heading}</PageHeading>
        <p className="mt-1 text-slate">{words.lead}</p>
      </div>
      {children}
    </div>
  );
}
