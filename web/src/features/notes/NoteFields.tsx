import type { Note } from '../../api';
import { NoteCreateSchema } from '../../api/schemas.gen';
import { Choice } from '../../shared/ui/Choice';
import { TextField } from '../../shared/ui/TextField';
import { text } from '../../text';
import { notesText } from '../../text/notes';
import { tagsProblem } from './note-form';

const rules = NoteCreateSchema.properties;
const words = notesText.fields;

/** What a note is: the fields that every form of one begins with. */
export function MainNoteFields({ note }: { note?: Note }) {
  return (
    <>
      <TextField
        name="title"
        label={words.title}
        isRequired
        maxLength={rules.title.maxLength}
        defaultValue={note?.title ?? ''}
        validate={(title) => (title !== '' && title.trim() === '' ? text.fields.required : null)}
      />
      <TextField
        name="body"
        label={words.body}
        rows={note ? 6 : 3}
        maxLength={rules.body.maxLength}
        defaultValue={note?.body ?? ''}
      />
    </>
  );
}

/** What else may be said of a note. */
export function MoreNoteFields({ note }: { note?: Note }) {
  return (
    <>
      <Choice
        name="status"
        label={words.status}
        options={notesText.statuses}
        defaultValue={note?.status ?? rules.status.default}
      />
      <TextField name="due" type="date" label={words.due} defaultValue={note?.due ?? ''} />
      <TextField
        name="tags"
        label={words.tags}
        description={words.tagsHelp}
        defaultValue={note?.tags.join(', ') ?? ''}
        validate={tagsProblem}
      />
    </>
  );
}
