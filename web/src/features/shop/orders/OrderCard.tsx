import { Link } from '@tanstack/react-router';
import type { Order } from '../../../api';
import { dayOf } from '../../../shared/ui/dates';
import { shopText } from '../../../text/shop';
import { money } from '../money';
import { orderNumber } from './order-facts';
import { StatusMark } from './StatusMark';

/** One of my orders in short. The whole card leads to it; its number is the link. */
export function OrderCard({ order: { id, status, created_at, lines, total } }: { order: Order }) {
  const words = shopText.orders;
  return (
    <article className="card group relative flex flex-wrap items-center justify-between gap-x-4 gap-y-2 p-4 transition-colors hover:border-field has-focus-visible:outline-2 has-focus-visible:outline-offset-2 has-focus-visible:outline-sea sm:p-5">
      <div className="min-w-0 flex-1 basis-56">
        <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
          <h2 className="text-lg leading-snug font-bold">
            <Link
              to="/orders/$id"
              params={{ id }}
              className="outline-none group-hover:underline group-hover:underline-offset-4 after:absolute after:inset-0"
            >
              {words.name(orderNumber(id))}
            </Link>
          </h2>
          <StatusMark status={status} />
        </div>
        <p className="truncate text-[0.9375rem] text-slate">{lines.map(({ name }) => name).join(', ')}</p>
        <p className="text-sm text-slate">
          <time dateTime={created_at}>{dayOf(created_at)}</time> · {words.holds(lines.length)}
        </p>
      </div>
      <p className="text-lg font-semibold tabular-nums">{money(total)}</p>
    </article>
  );
}
