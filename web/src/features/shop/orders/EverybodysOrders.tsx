import { useInfiniteQuery } from '@tanstack/react-query';
import type { Order } from '../../../api';
import { EmptyState } from '../../../shared/ui/EmptyState';
import { Failure } from '../../../shared/ui/Failure';
import { ListEnd } from '../../../shared/ui/ListEnd';
import { ListSkeleton } from '../../../shared/ui/ListSkeleton';
import { shopText } from '../../../text/shop';
import { CustomerOrderCard } from './CustomerOrderCard';
import { everybodysOrdersQuery } from './orders-query';

/** The orders of one status, in each state of the list. */
export function EverybodysOrders({ status }: { status: Order['status'] }) {
  const words = shopText.everybodys;
  const list = useInfiniteQuery(everybodysOrdersQuery(status));
  if (list.isPending) return <ListSkeleton />;
  if (list.isError && list.data === undefined) {
    return <Failure what={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }

  const orders = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (orders.length === 0 && !list.hasNextPage) return <EmptyState words={words.empty} />;
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <ul
        aria-label={words.list}
        aria-busy={list.isPlaceholderData}
        className={`flex flex-col gap-3 transition-opacity ${list.isPlaceholderData ? 'opacity-60' : ''}`}
      >
        {orders.map((order) => (
          <li key={`${order.owner_id} ${order.id}`}>
            <CustomerOrderCard order={order} />
          </li>
        ))}
      </ul>
      <ListEnd list={list} count={orders.length} words={words} />
    </div>
  );
}
