import { Skeleton } from '../../shared/ui/Skeleton';
import { text } from '../../text';

const WIDTHS = ['w-48', 'w-40'];

/** Stands where the devices will be. */
export function SessionsSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{text.loading}</span>
      {WIDTHS.map((width) => (
        <div key={width} className="card flex flex-col gap-3 p-5">
          <Skeleton className={`h-6 ${width}`} />
          <Skeleton className="h-4 w-72 max-w-full" />
        </div>
      ))}
    </div>
  );
}
