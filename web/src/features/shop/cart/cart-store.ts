import { type Cart, readCart, writeCart } from './cart';
import type { KeptText } from './kept-text';

/** Calls back when another tab has written. Returns how to stop that. */
export type OtherTabs = (changed: () => void) => () => void;

/** The cart of this browser: kept over reloads, the same in all tabs. */
export function createCartStore(kept: KeptText, otherTabs: OtherTabs) {
  let text = kept.get();
  let cart = readCart(text);
  const listeners = new Set<() => void>();

  function look(): void {
    const now = kept.get();
    if (now === text) return;
    text = now;
    cart = readCart(text);
    for (const listener of [...listeners]) listener();
  }

  otherTabs(look);

  return {
    /** The same object for as long as nothing changes. */
    get: () => cart,

    subscribe(listener: () => void): () => void {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },

    /** Change what is there at this moment, also by what another tab has just written. */
    change(step: (cart: Cart) => Cart): void {
      const next = step(readCart(kept.get()));
      kept.set(next.length === 0 ? null : writeCart(next));
      look();
    },
  };
}
