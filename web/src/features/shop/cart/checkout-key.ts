import { type KeptText, keptText } from './kept-text';

/** What the API takes for a key; anybody may write into storage. */
const USABLE = /^[\x21-\x7e]{1,255}$/;

/**
 * The `Idempotency-Key` of the next order. It stays until an order was certainly placed under it, also over reloads and
 * in every tab: where an answer was lost, the next try is the same order to the API, or is told apart from it.
 */
export function createCheckoutKey(kept: KeptText, makeKey: () => string) {
  return {
    get(): string {
      const before = kept.get();
      if (before !== null && USABLE.test(before)) return before;
      const key = makeKey();
      kept.set(key);
      return key;
    },
    /** An order was placed under it, so the next one needs another. */
    spend: () => kept.set(null),
  };
}

// Not randomUUID, which there is only over HTTPS or on localhost.
const randomKey = () => [...crypto.getRandomValues(new Uint32Array(4))].map((part) => part.toString(36)).join('-');

export const checkoutKey = createCheckoutKey(keptText('fulmar.checkout'), randomKey);
