import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { buttonStyle } from '../../../shared/ui/button-style';
import { EmptyState } from '../../../shared/ui/EmptyState';
import { Failure } from '../../../shared/ui/Failure';
import { ListEnd } from '../../../shared/ui/ListEnd';
import { ListSkeleton } from '../../../shared/ui/ListSkeleton';
import { shopText } from '../../../text/shop';
import { OrderCard } from './OrderCard';
import { ordersQuery } from './orders-query';

/** My orders, in each state of the list. */
export function OrderList() {
  const words = shopText.orders;
  const list = useInfiniteQuery(ordersQuery);
  if (list.isPending) return <ListSkeleton />;
  if (list.isError && list.data === undefined) {
    return <Failure what={words.failed} error={list.error} onRetry={() => void list.refetch()} />;
  }

  const orders = list.data?.pages.flatMap((page) => page.items) ?? [];
  if (orders.length === 0 && !list.hasNextPage) {
    return (
      <EmptyState words={words.empty}>
        <Link to="/shop" className={buttonStyle()}>
          {shopText.toShop}
        </Link>
      </EmptyState>
    );
  }
  return (
    <div className="flex min-w-0 flex-col gap-5">
      <ul aria-label={words.list} className="flex flex-col gap-3">
        {orders.map((order) => (
          <li key={order.id}>
            <OrderCard order={order} />
          </li>
        ))}
      </ul>
      <ListEnd list={list} count={orders.length} words={words} />
    </div>
  );
}
