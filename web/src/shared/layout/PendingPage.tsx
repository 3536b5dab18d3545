import { text } from '../../text';
import { Skeleton } from '../ui/Skeleton';

/** Stands where a page will be while its code or its session is on the way. */
export function PendingPage() {
  return (
    <div role="status" className="page flex flex-col gap-4 py-12">
      <span className="sr-only">{text.loading}</span>
      <Skeleton className="h-10 w-56" />
      <Skeleton className="h-5 w-80 max-w-full" />
      <Skeleton className="mt-4 h-40 w-full" />
    </div>
  );
}
