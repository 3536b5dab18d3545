import { useSyncExternalStore } from 'react';
import { createCartStore } from './cart-store';
import { keptText } from './kept-text';

const NAME = 'fulmar.cart';

/** The cart of this browser. */
export const cartStore = createCartStore(keptText(NAME), (changed) => {
  // No key: everything was cleared.
  const hear = ({ key }: StorageEvent) => (key === NAME || key === null) && changed();
  addEventListener('storage', hear);
  return () => removeEventListener('storage', hear);
});

/** What is in the cart, as it changes in any tab. */
export const useCart = () => useSyncExternalStore(cartStore.subscribe, cartStore.get);
