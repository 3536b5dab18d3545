import type { ReactNode } from 'react';

interface FactListProps {
  facts: readonly (readonly [label: string, value: ReactNode])[];
  className?: string;
}

/** What is known of something, each with its name before it. */
export function FactList({
  facts,
  className = 'gap-x-6 gap-y-2 max-sm:[&_dd]:mb-2 sm:grid-cols-[auto_1fr]',
}: FactListProps) {
  return (
    <dl className={`grid ${className}`}>
      {facts.map(([label, value]) => (
        <div key={label} className="contents">
          <dt className="text-sm text-slate">{label}</dt>
          <dd className="min-w-0 wrap-anywhere">{value}</dd>
        </div>
      ))}
    </dl>
  );
}
