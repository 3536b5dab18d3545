import { useInfiniteQuery } from '@tanstack/react-query';
import { Link } from '@tanstack/react-router';
import { buttonStyle } from '../../../shared/ui/button-style';
import { EmptyState } from '../../../shared/ui/EmptyState';
import { PagedList } from '../../../shared/ui/PagedList';
import { shopText } from '../../../text/shop';
import { OrderCard } from './OrderCard';
import { ordersQuery } from './orders-query';

/** My orders. */
export function OrderList() {
  const words = shopText.orders;
  const list = useInfiniteQuery(ordersQuery);
  const empty = (
    <EmptyState words={words.empty}>
      <Link to="/shop" className={buttonStyle()}>
        {shopText.toShop}
      </Link>
    </EmptyState>
  );
  return (
    <PagedList list={list} words={words} empty={empty}>
      {(orders) => (
        <ul aria-label={words.list} className="flex flex-col gap-3">
          {orders.map((order) => (
            <li key={order.id}>
              <OrderCard order={order} />
            </li>
          ))}
        </ul>
      )}
    </PagedList>
  );
}
