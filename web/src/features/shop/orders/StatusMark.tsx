import type { Order } from '../../../api';
import { shopText } from '../../../text/shop';

const LOOKS: Readonly<Record<Order['status'], string>> = {
  draft: 'bg-raised text-slate',
  placed: 'bg-beak-soft text-on-beak',
  paid: 'bg-calm-soft text-calm',
  shipped: 'bg-calm-soft text-calm',
  cancelled: 'bg-alarm-soft text-alarm',
};

/** How far an order is. */
export function StatusMark({ status }: { status: Order['status'] }) {
  return (
    <span className={`flex-none rounded-full px-2.5 py-0.5 text-xs font-semibold ${LOOKS[status]}`}>
      {shopText.orders.statuses[status]}
    </span>
  );
}
