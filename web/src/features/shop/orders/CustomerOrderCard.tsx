import { useId, useState } from 'react';
import type { Order } from '../../../api';
import { buttonStyle } from '../../../shared/ui/button-style';
import { dayOf } from '../../../shared/ui/dates';
import { shopText } from '../../../text/shop';
import { money } from '../money';
import { Customer } from './Customer';
import { OrderDetails } from './OrderDetails';
import { orderNumber } from './order-facts';
import { StatusMark } from './StatusMark';

/** An order of any customer's; what it holds is folded until one asks for it. */
export function CustomerOrderCard({ order }: { order: Order }) {
  const words = shopText.everybodys;
  const [isOpen, setOpen] = useState(false);
  const details = useId();
  const name = shopText.orders.name(orderNumber(order.id));
  return (
    <article className="card flex flex-col gap-3 p-4 sm:p-5">
      <div className="flex flex-wrap items-start justify-between gap-x-4 gap-y-1">
        <div className="min-w-0 flex-1 basis-56">
          <div className="flex flex-wrap items-center gap-x-3 gap-y-1">
            <h2 className="text-lg leading-snug font-bold">{name}</h2>
            <StatusMark status={order.status} />
          </div>
          <Customer id={order.owner_id} />
          <p className="text-sm text-slate">
            <time dateTime={order.created_at}>{dayOf(order.created_at)}</time> ·{' '}
            {shopText.orders.holds(order.lines.length)}
          </p>
        </div>
        <p className="text-lg font-semibold tabular-nums">{money(order.total)}</p>
      </div>
      <button
        type="button"
        aria-expanded={isOpen}
        aria-controls={details}
        onClick={() => setOpen(!isOpen)}
        className={`${buttonStyle('bare')} -mb-2 -ml-3 self-start`}
      >
        {isOpen ? words.hide : words.show} <span className="sr-only">{name}</span>
      </button>
      <div id={details} hidden={!isOpen} className="border-t border-line pt-4">
        {isOpen && <OrderDetails order={order} />}
      </div>
    </article>
  );
}
