import { expect, it } from 'vitest';
import { calendarDay, dayOf, localDay } from './dates';

it('takes a calendar day as the reader does, whatever the time zone', () => {
  expect(localDay('2026-03-01').getDate()).toBe(1);
});

it('writes a calendar day as the day of a moment within it', () => {
  expect(calendarDay('2026-03-01')).toBe(dayOf(new Date(2026, 2, 1, 12).toISOString()));
});
