import type { Order } from '../../../api';
import { shopText } from '../../../text/shop';
import { lineTotal, money } from '../money';

/** What an order holds, costs and says, at the prices at which it was placed. */
export function OrderDetails({ order: { lines, total, address, remark } }: { order: Order }) {
  const words = shopText.order;
  return (
    <div className="flex flex-col gap-5">
      {lines.length === 0 && <p className="text-slate">{words.noLines}</p>}
      {lines.length > 0 && (
        <ul aria-label={words.lines} className="flex flex-col divide-y divide-line">
          {lines.map((line) => (
            <li key={line.product_id} className="flex justify-between gap-4 py-3 first:pt-0">
              <div className="min-w-0">
                <p className="font-medium wrap-anywhere">{line.name}</p>
                <p className="text-sm text-slate tabular-nums">{words.times(line.quantity, money(line.price))}</p>
              </div>
              <p className="flex-none font-medium tabular-nums">{money(lineTotal(line))}</p>
            </li>
          ))}
        </ul>
      )}
      <dl className="flex flex-col gap-4">
        <div className="flex items-baseline justify-between gap-4 border-t border-line pt-4">
          <dt className="font-semibold">{words.total}</dt>
          <dd className="text-xl font-semibold tabular-nums">{money(total)}</dd>
        </div>
        <div>
          <dt className="text-sm font-semibold">{words.address}</dt>
          <dd className="whitespace-pre-wrap text-slate wrap-anywhere">{address || words.noAddress}</dd>
        </div>
        {remark && (
          <div>
            <dt className="text-sm font-semibold">{words.remark}</dt>
            <dd className="whitespace-pre-wrap text-slate wrap-anywhere">{remark}</dd>
          </div>
        )}
      </dl>
    </div>
  );
}
