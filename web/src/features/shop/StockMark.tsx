import { shopText } from '../../text/shop';
import { stockLevel } from './stock';

const LOOKS = { plenty: 'bg-calm-soft text-calm', few: 'bg-beak-soft text-on-beak', none: 'bg-raised text-slate' };

/** Whether a product can be had. */
export function StockMark({ stock }: { stock: number }) {
  const level = stockLevel(stock);
  return (
    <span className={`flex-none rounded-full px-2.5 py-0.5 text-xs font-semibold ${LOOKS[level]}`}>
      {shopText.stock[level](stock)}
    </span>
  );
}
