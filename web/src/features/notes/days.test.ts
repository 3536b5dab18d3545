import { expect, it } from 'vitest';
import { isPast } from './days';

it('is past only when the day is over', () => {
  const evening = new Date(2026, 2, 1, 23, 59);
  expect(isPast('2026-03-01', evening)).toBe(false);
  expect(isPast('2026-02-28', evening)).toBe(true);
});
