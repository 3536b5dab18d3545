import { Skeleton } from '../../shared/ui/Skeleton';
import { text } from '../../text';

/** Stands where a form will be. */
export function CardSkeleton() {
  return (
    <div role="status" className="card flex flex-col gap-5 p-5 sm:p-7">
      <span className="sr-only">{text.loading}</span>
      <Skeleton className="h-5 w-24" />
      <Skeleton className="h-11 w-full" />
      <Skeleton className="h-5 w-32" />
      <Skeleton className="h-11 w-full" />
    </div>
  );
}
