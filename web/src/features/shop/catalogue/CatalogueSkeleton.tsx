import { Skeleton } from '../../../shared/ui/Skeleton';
import { text } from '../../../text';

const WIDTHS = ['w-1/2', 'w-2/3', 'w-2/5', 'w-3/5', 'w-1/3', 'w-3/4'];

/** Stands where the products will be. */
export function CatalogueSkeleton() {
  return (
    <div role="status" className="grid gap-4 sm:grid-cols-2 sm:gap-5 lg:grid-cols-3">
      <span className="sr-only">{text.loading}</span>
      {WIDTHS.map((width) => (
        <div key={width} className="card overflow-hidden">
          <Skeleton className="h-28 rounded-none sm:h-36" />
          <div className="flex flex-col gap-3 p-5">
            <Skeleton className={`h-6 ${width}`} />
            <Skeleton className="h-6 w-20" />
          </div>
        </div>
      ))}
    </div>
  );
}
