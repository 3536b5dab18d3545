import { expect, it } from 'vitest';
import type { User } from '../../api';
import { differing, patchOf, pictureProblem, shown } from './profile';

const user: User = {
  id: '1',
  email: 'ada@example.com',
  email_verified: true,
  name: 'Ada',
  roles: [],
  version: 1,
  created_at: '',
  updated_at: '',
  locale: null,
  time_zone: 'Europe/Lisbon',
  avatar_url: null,
  preferences: {},
};

it('shows what was entered over what is there', () => {
  expect(shown(user, 'name', { name: '' })).toBe('');
  expect(shown(user, 'name')).toBe('Ada');
  expect(shown(user, 'locale')).toBe('');
});

it('keeps of a draft what differs, spaces around it aside', () => {
  expect(differing({ name: ' Ada ', locale: 'pt', time_zone: '' }, user)).toEqual({ locale: 'pt', time_zone: '' });
});

it('says an empty text as nothing, and leaves out what was not entered', () => {
  expect(patchOf({ name: ' Ada Lovelace ', time_zone: '' })).toEqual({ name: 'Ada Lovelace', time_zone: null });
});

it.each(['', 'https://example.com/ada.png', ' https://example.com/ '])('takes %j as a picture', (address) => {
  expect(pictureProblem(address)).toBeNull();
});

it.each(['ada.png', 'http://example.com/ada.png', 'javascript:alert(1)', 'https://'])('refuses %j', (address) => {
  expect(pictureProblem(address)).toContain('https://');
});
