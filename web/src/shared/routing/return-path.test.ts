import { expect, it } from 'vitest';
import { safeReturnPath } from './return-path';

it.each(['/', '/notes', '/notes/1?sort=id#end', '/notes?next=https://elsewhere.example'])('accepts %s', (path) => {
  expect(safeReturnPath(path)).toBe(path);
});

it.each([
  'https://elsewhere.example',
  '//elsewhere.example',
  '/\\elsewhere.example',
  '\\\\elsewhere.example',
  '/\t/elsewhere.example',
  '\n//elsewhere.example',
  '/.//elsewhere.example',
  '/x/..//elsewhere.example',
  'javascript:alert(1)',
  'notes',
  '',
  undefined,
  null,
  7,
  ['/notes'],
])('refuses %j', (path) => {
  expect(safeReturnPath(path)).toBeUndefined();
});
