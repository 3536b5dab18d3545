/** Prices of the API have no currency; this shop's are in euros. */
const CURRENCY = 'EUR';

const format = new Intl.NumberFormat(undefined, { style: 'currency', currency: CURRENCY });

const DECIMAL = /^(\d+)(?:\.(\d{1,2}))?$/;

/** "24.5" → 2450n. Sums are made of cents, which are exact at any size. */
export function toCents(price: string): bigint {
  const [, whole, part = ''] = DECIMAL.exec(price) ?? [];
  if (whole === undefined) throw new RangeError(`not a price: ${price}`);
  return BigInt(whole + part.padEnd(2, '0'));
}

/** 2450n → "24.50" */
export function fromCents(cents: bigint): string {
  const digits = cents.toString().padStart(3, '0');
  return `${digits.slice(0, -2)}.${digits.slice(-2)}`;
}

/** A price, in the reader's own way of writing it. `Intl` reads decimal strings exactly, whatever their size. */
// The pattern of `toCents` holds for every price, so this is one of those strings.
export const money = (price: string) => format.format(price as Intl.StringNumericLiteral);

interface Bought {
  price: string;
  quantity: number;
}

/** What a line costs, as a decimal string. */
export const lineTotal = ({ price, quantity }: Bought) => fromCents(toCents(price) * BigInt(quantity));

/** What all lines cost, as a decimal string. */
export const total = (lines: readonly Bought[]) =>
  fromCents(lines.reduce((sum, { price, quantity }) => sum + toCents(price) * BigInt(quantity), 0n));
