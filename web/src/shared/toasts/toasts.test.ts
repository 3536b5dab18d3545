import { expect, it, vi } from 'vitest';
import { createToasts } from './toasts';

const words = (toasts: ReturnType<typeof createToasts>) => toasts.shown().map((toast) => toast.words);

it('shows the newest last and tells who listens', () => {
  const toasts = createToasts();
  const told = vi.fn();
  toasts.subscribe(told);

  toasts.show({ words: 'a' });
  toasts.show({ words: 'b' });

  expect(words(toasts)).toEqual(['a', 'b']);
  expect(told).toHaveBeenCalledTimes(2);
});

it('lets the oldest go when there are too many', () => {
  const toasts = createToasts(2);
  for (const each of ['a', 'b', 'c']) toasts.show({ words: each });
  expect(words(toasts)).toEqual(['b', 'c']);
});

it('takes one away and leaves the others', () => {
  const toasts = createToasts();
  for (const each of ['a', 'a', 'b']) toasts.show({ words: each });

  toasts.dismiss(toasts.shown()[0]?.id ?? 0);

  expect(words(toasts)).toEqual(['a', 'b']);
});
