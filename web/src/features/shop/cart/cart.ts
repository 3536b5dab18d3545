import { CheckoutItemSchema, CheckoutSchema } from '../../../api/schemas.gen';

/** How many of a product somebody wants. No names, no prices: those are the server's to say. */
export interface CartItem {
  readonly id: string;
  readonly quantity: number;
}

/** What somebody wants to buy, each product once, in the order in which it was chosen. */
export type Cart = readonly CartItem[];

export const MOST_OF_ONE = CheckoutItemSchema.properties.quantity.maximum;
export const MOST_PRODUCTS = CheckoutSchema.properties.items.maxItems;

const ID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

const withinBounds = (quantity: number) => Math.min(MOST_OF_ONE, Math.max(1, Math.trunc(quantity)));

const isItem = (value: unknown): value is CartItem => {
  const { id, quantity } = (value ?? {}) as Partial<Record<keyof CartItem, unknown>>;
  return typeof id === 'string' && ID.test(id) && Number.isInteger(quantity) && (quantity as number) > 0;
};

/** Read what a browser kept. Whatever is not a cart, or not in one's form, is passed over: anybody may write there. */
export function readCart(stored: string | null): Cart {
  let content: unknown;
  try {
    content = JSON.parse(stored ?? '[]');
  } catch {
    return [];
  }
  if (!Array.isArray(content)) return [];
  const items = new Map<string, CartItem>();
  for (const { id, quantity } of content.filter(isItem)) {
    if (!items.has(id)) items.set(id, { id, quantity: withinBounds(quantity) });
  }
  return [...items.values()].slice(0, MOST_PRODUCTS);
}

export const writeCart = (cart: Cart) => JSON.stringify(cart.map(({ id, quantity }) => ({ id, quantity })));

export const quantityOf = (cart: Cart, id: string) => cart.find((item) => item.id === id)?.quantity ?? 0;

/** How many things are in a cart, all products together. */
export const countOf = (cart: Cart) => cart.reduce((count, { quantity }) => count + quantity, 0);

/** Whether there is no room for another product. */
export const isFull = (cart: Cart, id: string) => cart.length >= MOST_PRODUCTS && quantityOf(cart, id) === 0;

/** Put so many of a product into a cart, beside those that are in it; a full cart stays as it is. */
export function add(cart: Cart, id: string, quantity: number): Cart {
  const before = quantityOf(cart, id);
  if (before > 0) return setQuantity(cart, id, before + quantity);
  return isFull(cart, id) ? cart : [...cart, { id, quantity: withinBounds(quantity) }];
}

export const setQuantity = (cart: Cart, id: string, quantity: number): Cart =>
  cart.map((item) => (item.id === id ? { id, quantity: withinBounds(quantity) } : item));

export const remove = (cart: Cart, id: string): Cart => cart.filter((item) => item.id !== id);
