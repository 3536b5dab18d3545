import { PageHeading } from '../../../shared/layout/PageHeading';
import { shopText } from '../../../text/shop';
import { OrderList } from './OrderList';

/** What I have ordered. */
export function OrdersPage() {
  const words = shopText.orders;
  return (
    <div className="page flex max-w-3xl flex-col gap-6 py-8 sm:py-12">
      <div>
        <PageHeading title={words.title}>{words.heading}</PageHeading>
        <p className="text-slate">{words.lead}</p>
      </div>
      <OrderList />
    </div>
  );
}
