import { Skeleton } from '../../../shared/ui/Skeleton';
import { text } from '../../../text';

const WIDTHS = ['w-1/2', 'w-2/3', 'w-2/5'];

/** Stands where orders will be. */
export function OrdersSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{text.loading}</span>
      {WIDTHS.map((width) => (
        <div key={width} className="card flex flex-col gap-3 p-5">
          <Skeleton className="h-6 w-44" />
          <Skeleton className={`h-4 ${width}`} />
        </div>
      ))}
    </div>
  );
}
