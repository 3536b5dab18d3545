import { useInfiniteQuery } from '@tanstack/react-query';
import type { Order } from '../../../api';
import { EmptyState } from '../../../shared/ui/EmptyState';
import { PagedList } from '../../../shared/ui/PagedList';
import { shopText } from '../../../text/shop';
import { CustomerOrderCard } from './CustomerOrderCard';
import { everybodysOrdersQuery } from './orders-query';

/** The orders of one status, of every customer. */
export function EverybodysOrders({ status }: { status: Order['status'] }) {
  const words = shopText.everybodys;
  const list = useInfiniteQuery(everybodysOrdersQuery(status));
  return (
    <PagedList list={list} words={words} empty={<EmptyState words={words.empty} />}>
      {(orders) => (
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
      )}
    </PagedList>
  );
}
