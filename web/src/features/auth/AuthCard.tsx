import type { ReactNode } from 'react';
import { PageHeading } from '../../shared/layout/PageHeading';
import { Logo } from '../../shared/ui/Logo';

interface AuthCardProps {
  title: string;
  heading: string;
  lead?: string;
  /** The way to another of these pages. */
  aside?: ReactNode;
  children: ReactNode;
}

/** The frame around the forms that lead in, and what stands in their place. */
export function AuthCard({ title, heading, lead, aside, children }: AuthCardProps) {
  return (
    <div className="page flex max-w-lg flex-1 flex-col justify-center gap-6 py-10 sm:py-14">
      <div className="flex flex-col gap-1">
        <Logo className="mb-3 size-12" />
        <PageHeading title={title}>{heading}</PageHeading>
        {lead && <p className="text-slate">{lead}</p>}
      </div>
      <div className="card p-5 sm:p-7">{children}</div>
      {aside && <p className="text-center text-[0.9375rem] text-slate">{aside}</p>}
    </div>
  );
}
