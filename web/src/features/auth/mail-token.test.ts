import { expect, it } from 'vitest';
import { holdMailToken } from './mail-token';

function open(address: string) {
  const url = new URL(address, 'https://site.example');
  const shown: string[] = [];
  let onPopState: () => void = () => undefined;
  const enter = (next: string) => {
    url.href = new URL(next, url).href;
  };
  const token = holdMailToken({
    location: url,
    history: {
      state: { key: 'k' },
      replaceState: (state, _, next) => {
        shown.push(`${JSON.stringify(state)} ${next}`);
        enter(String(next));
      },
    },
    addEventListener: (_, listener) => {
      onPopState = listener;
    },
  });
  const goTo = (next: string) => {
    enter(next);
    onPopState();
  };
  return { token, shown, url, goTo };
}

it('takes the token out of the address and keeps it for its page', () => {
  const { token, url, shown } = open('/reset-password?x=1#token=a-b_c');
  expect(url.href).toBe('https://site.example/reset-password?x=1');
  expect(shown).toEqual(['{"key":"k"} /reset-password?x=1']);
  expect(token('/reset-password')).toBe('a-b_c');
  expect(token('/reset-password')).toBe('a-b_c');
  expect(token('/verify-email')).toBeUndefined();
});

it('takes a newer one that is entered on the open page', () => {
  const { token, url, goTo } = open('/reset-password#token=old');
  goTo('#token=new');
  expect(url.hash).toBe('');
  expect(token('/reset-password')).toBe('new');
});

it.each(['/reset-password', '/reset-password#', '/reset-password#end'])('finds none in %s', (address) => {
  const { token, shown } = open(address);
  expect(token('/reset-password')).toBeUndefined();
  expect(shown).toEqual([]);
});

it('takes an empty one for none', () => {
  const { token, goTo } = open('/reset-password#token=old');
  goTo('#token=');
  expect(token('/reset-password')).toBeUndefined();
});
