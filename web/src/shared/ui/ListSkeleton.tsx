import { text } from '../../text';
import { Skeleton } from './Skeleton';

const WIDTHS = ['w-1/2', 'w-2/3', 'w-2/5'];

/** Stands where a list of cards will be. */
export function ListSkeleton() {
  return (
    <div role="status" className="flex flex-col gap-3">
      <span className="sr-only">{text.loading}</span>
      {WIDTHS.map((width) => (
        <div key={width} className="card flex flex-col gap-3 p-5">
          <Skeleton className={`h-6 ${width}`} />
          <Skeleton className="h-4 w-full" />
          <Skeleton className="h-4 w-32" />
        </div>
      ))}
    </div>
  );
}
