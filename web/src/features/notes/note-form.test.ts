import { expect, it } from 'vitest';
import { parseTags, readNote, tagsProblem } from './note-form';

it('reads tags without gaps and repetitions', () => {
  expect(parseTags(' home, urgent ,,home,')).toEqual(['home', 'urgent']);
});

it('refuses tags that are too many or too long, by the rules of the API', () => {
  const names = (count: number) => Array.from({ length: count }, (_, index) => `t${index}`).join(',');
  expect(tagsProblem(names(20))).toBeNull();
  expect(tagsProblem(names(21))).toContain('20');
  expect(tagsProblem('🐦'.repeat(40))).toBeNull();
  expect(tagsProblem('x'.repeat(41))).toContain('40');
});

it('reads a form with nothing but a title', () => {
  const form = new FormData();
  for (const [name, value] of Object.entries({ title: ' Buy oats ', body: '', due: '', status: 'open', tags: '' })) {
    form.set(name, value);
  }
  expect(readNote(form)).toEqual({ title: 'Buy oats', body: '', due: null, status: 'open', tags: [] });
});
