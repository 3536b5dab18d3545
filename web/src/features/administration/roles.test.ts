import { expect, it } from 'vitest';
import { parseRoles } from './roles';

it('takes roles with commas, spaces or lines between them', () => {
  expect(parseRoles('admin, editor\nclerk')).toEqual(['admin', 'clerk', 'editor']);
});

it('takes each role once, and nothing from nothing', () => {
  expect(parseRoles('editor editor')).toEqual(['editor']);
  expect(parseRoles(' , ')).toEqual([]);
});
