import { useQuery } from '@tanstack/react-query';
import { Link, useLocation, useParams } from '@tanstack/react-router';
import { isProblem } from '../../../shared/http/problem-error';
import { PageHeading } from '../../../shared/layout/PageHeading';
import { PendingPage } from '../../../shared/layout/PendingPage';
import { buttonStyle } from '../../../shared/ui/button-style';
import { dayOf } from '../../../shared/ui/dates';
import { Failure } from '../../../shared/ui/Failure';
import { linkStyle } from '../../../shared/ui/link-style';
import { Notice } from '../../../shared/ui/Notice';
import { shopText } from '../../../text/shop';
import { Gone } from '../Gone';
import { OrderDetails } from './OrderDetails';
import { orderNumber } from './order-facts';
import { orderQuery } from './orders-query';
import { StatusMark } from './StatusMark';

/** One order of mine, in each of its states. */
export function OrderPage() {
  const words = shopText.order;
  const { id } = useParams({ from: '/signed-in/orders/$id' });
  const isJustPlaced = useLocation({ select: ({ state }) => state.isJustPlaced });
  const order = useQuery(orderQuery(id));
  if (order.isPending) return <PendingPage />;
  if (isProblem(order.error, 'not-found')) {
    return (
      <Gone words={words.gone}>
        <Link to="/orders" className={buttonStyle()}>
          {words.all}
        </Link>
      </Gone>
    );
  }
  const name = shopText.orders.name(orderNumber(id));
  return (
    <div className="page flex max-w-3xl flex-col gap-6 py-8 sm:py-12">
      <Link to="/orders" className={`${linkStyle} inline-flex min-h-11 items-center self-start`}>
        {words.all}
      </Link>
      <div>
        <div className="flex flex-wrap items-center gap-x-4 gap-y-1">
          <PageHeading title={name}>{name}</PageHeading>
          {order.data && <StatusMark status={order.data.status} />}
        </div>
        {order.data && (
          <p className="text-slate">
            <time dateTime={order.data.created_at}>{words.placed(dayOf(order.data.created_at))}</time>
          </p>
        )}
      </div>
      {isJustPlaced && <Notice>{words.thanks}</Notice>}
      {order.data ? (
        <div className="card p-5 sm:p-6">
          <OrderDetails order={order.data} />
        </div>
      ) : (
        <Failure what={words.failed} error={order.error} onRetry={() => void order.refetch()} />
      )}
    </div>
  );
}
