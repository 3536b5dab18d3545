import { expect, it, vi } from 'vitest';
import { add } from './cart';
import { createCartStore } from './cart-store';
import { keptText, type Shelf } from './kept-text';

const LANTERN = '0199f000-0000-7000-8000-000000000001';
const SEXTANT = '0199f000-0000-7000-8000-000000000002';

/** A browser: its storage, and tabs that hear when another one has written. */
function browser() {
  const stored = new Map<string, string>();
  const tabs: (() => void)[] = [];
  const shelf: Shelf = {
    getItem: (name) => stored.get(name) ?? null,
    setItem: (name, text) => void stored.set(name, text),
    removeItem: (name) => void stored.delete(name),
  };
  const openTab = () =>
    createCartStore(
      keptText('cart', () => shelf),
      (changed) => {
        tabs.push(changed);
        return () => undefined;
      },
    );
  return { stored, openTab, tell: () => tabs.forEach((changed) => void changed()) };
}

it('outlives the page', () => {
  const { openTab, stored } = browser();
  openTab().change((cart) => add(cart, LANTERN, 2));
  expect(openTab().get()).toEqual([{ id: LANTERN, quantity: 2 }]);
  expect([...stored.values()]).toEqual([`[{"id":"${LANTERN}","quantity":2}]`]);
});

it('is the same in every tab', () => {
  const { openTab, tell } = browser();
  const [one, other] = [openTab(), openTab()];
  const heard = vi.fn();
  other.subscribe(heard);
  one.change((cart) => add(cart, LANTERN, 1));
  tell();
  expect(other.get()).toEqual(one.get());
  expect(heard).toHaveBeenCalledOnce();
});

it('loses nothing that another tab has just written', () => {
  const { openTab } = browser();
  const [one, other] = [openTab(), openTab()];
  one.change((cart) => add(cart, LANTERN, 1));
  other.change((cart) => add(cart, SEXTANT, 1));
  expect(other.get().map(({ id }) => id)).toEqual([LANTERN, SEXTANT]);
});

it('stays the same object until it changes', () => {
  const store = browser().openTab();
  expect(store.get()).toBe(store.get());
});

it('leaves nothing behind when it is empty', () => {
  const { openTab, stored } = browser();
  const store = openTab();
  store.change((cart) => add(cart, LANTERN, 1));
  store.change(() => []);
  expect(stored.size).toBe(0);
});

it('works in memory where storage is forbidden', () => {
  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const store = createCartStore(keptText('cart', forbidden), () => () => undefined);
  store.change((cart) => add(cart, LANTERN, 1));
  store.change((cart) => add(cart, LANTERN, 1));
  expect(store.get()).toEqual([{ id: LANTERN, quantity: 2 }]);
});
