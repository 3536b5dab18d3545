import { expect, it } from 'vitest';
import { createCheckoutKey } from './checkout-key';
import { keptText, type Shelf } from './kept-text';

function makeKeys(): () => string {
  let made = 0;
  return () => `key-${++made}`;
}

function shelf(): Shelf {
  const stored = new Map<string, string>();
  return {
    getItem: (name) => stored.get(name) ?? null,
    setItem: (name, text) => void stored.set(name, text),
    removeItem: (name) => void stored.delete(name),
  };
}

it('stays until it is spent, over reloads too', () => {
  const [kept, keys] = [shelf(), makeKeys()];
  const page = () =>
    createCheckoutKey(
      keptText('key', () => kept),
      keys,
    );
  expect([page().get(), page().get()]).toEqual(['key-1', 'key-1']);
  page().spend();
  expect(page().get()).toBe('key-2');
});

it('stays in memory where storage is forbidden', () => {
  const forbidden = () => {
    throw new DOMException('denied', 'SecurityError');
  };
  const key = createCheckoutKey(keptText('key', forbidden), makeKeys());
  expect([key.get(), key.get()]).toEqual(['key-1', 'key-1']);
});

it('makes another one where the browser kept what the API would not take', () => {
  const kept = shelf();
  kept.setItem('key', 'clé\n');
  const key = createCheckoutKey(
    keptText('key', () => kept),
    makeKeys(),
  );
  expect(key.get()).toBe('key-1');
});
