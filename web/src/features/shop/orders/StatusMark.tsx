import type { Order } from '../../../api';
import { type MarkLook, markStyle } from '../../../shared/ui/mark-style';
import { shopText } from '../../../text/shop';

const LOOKS: Readonly<Record<Order['status'], MarkLook>> = {
  draft: 'plain',
  placed: 'notable',
  paid: 'good',
  shipped: 'good',
  cancelled: 'bad',
};

/** How far an order is. */
export function StatusMark({ status }: { status: Order['status'] }) {
  return <span className={markStyle(LOOKS[status])}>{shopText.orders.statuses[status]}</span>;
}
