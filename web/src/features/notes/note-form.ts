import type { Note, NoteCreate } from '../../api';
import { NoteCreateSchema } from '../../api/schemas.gen';
import { calendarDay } from '../../shared/ui/dates';
import { text } from '../../text';
import { notesText } from '../../text/notes';

const rules = NoteCreateSchema.properties;

/** "a, b,,a" → ["a", "b"] */
export function parseTags(value: string): string[] {
  const tags = value.split(',').map((tag) => tag.trim());
  return [...new Set(tags)].filter((tag) => tag !== '');
}

/** Say what is wrong with a line of tags, or nothing. */
export function tagsProblem(value: string): string | null {
  const tags = parseTags(value);
  const most = rules.tags.items.maxLength;
  if (tags.length > rules.tags.maxItems) return text.fields.tooManyTags(rules.tags.maxItems);
  return tags.some((tag) => [...tag].length > most) ? text.fields.tagTooLong(most) : null;
}

/** Read the form into what the API takes. */
export function readNote(form: FormData): Required<NoteCreate> {
  return {
    title: String(form.get('title')).trim(),
    body: String(form.get('body')),
    due: String(form.get('due')) || null,
    status: form.get('status') === 'done' ? 'done' : 'open',
    tags: parseTags(String(form.get('tags'))),
  };
}

/** Say in words what a field of a note holds. */
export function shownField(note: Note, field: keyof NoteCreate): string {
  if (field === 'due') return note.due ? calendarDay(note.due) : '';
  if (field === 'tags') return note.tags.join(', ');
  return field === 'status' ? notesText.statuses[note.status] : note[field];
}
