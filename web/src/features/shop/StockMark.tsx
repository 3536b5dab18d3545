import { type MarkLook, markStyle } from '../../shared/ui/mark-style';
import { shopText } from '../../text/shop';
import { stockLevel } from './stock';

const LOOKS: Record<ReturnType<typeof stockLevel>, MarkLook> = { plenty: 'good', few: 'notable', none: 'plain' };

/** Whether a product can be had. */
export function StockMark({ stock }: { stock: number }) {
  const level = stockLevel(stock);
  return <span className={markStyle(LOOKS[level])}>{shopText.stock[level](stock)}</span>;
}
