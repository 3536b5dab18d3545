import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useId, useRef, useState } from 'react';
import { Form } from 'react-aria-components/Form';
import { notesCreateMutation } from '../../api/@tanstack/react-query.gen';
import { placeDocument } from '../../realtime/cached-lists';
import { describeFieldProblem, describeProblem } from '../../shared/http/describe-problem';
import { fieldErrors } from '../../shared/http/problem-error';
import { Alert } from '../../shared/ui/Alert';
import { buttonStyle } from '../../shared/ui/button-style';
import { SubmitButton } from '../../shared/ui/SubmitButton';
import { notesText } from '../../text/notes';
import { liveNotes } from './live-notes';
import { MainNoteFields, MoreNoteFields } from './NoteFields';
import { readNote } from './note-form';

/** The form that writes a note. Where there is little room, all but title and text waits behind a button. */
export function NoteComposer() {
  const words = notesText.create;
  const queryClient = useQueryClient();
  const create = useMutation(notesCreateMutation());
  const [isOpen, setOpen] = useState(false);
  const [written, setWritten] = useState(0);
  const heading = useId();
  const more = useId();
  const section = useRef<HTMLElement>(null);

  // On to the next note, in the fresh form.
  useEffect(() => {
    if (written > 0) section.current?.querySelector('input')?.focus();
  }, [written]);

  function submit(form: FormData): void {
    create.mutate(
      { body: readNote(form) },
      {
        onSuccess: (note) => {
          placeDocument(queryClient, liveNotes.queries, note);
          setWritten(written + 1);
        },
      },
    );
  }

  return (
    <section ref={section} aria-labelledby={heading} className="card h-fit p-5 lg:sticky lg:top-6">
      <h2 id={heading} className="mb-4 text-lg font-bold">
        {words.heading}
      </h2>
      <Form
        className="flex flex-col gap-4"
        validationErrors={fieldErrors(create.error, describeFieldProblem)}
        onInvalid={() => setOpen(true)}
        onSubmit={(event) => {
          event.preventDefault();
          if (!create.isPending) submit(new FormData(event.currentTarget));
        }}
      >
        {create.isError && <Alert>{describeProblem(create.error)}</Alert>}
        {/* A key for each note: the next one begins with an empty form. */}
        <div key={written} className="flex flex-col gap-4">
          <MainNoteFields />
          <button
            type="button"
            aria-expanded={isOpen}
            aria-controls={more}
            onClick={() => setOpen(!isOpen)}
            className={`${buttonStyle('bare')} -ml-3 self-start lg:hidden`}
          >
            <svg
              viewBox="0 0 16 16"
              aria-hidden="true"
              className={`size-4 fill-none stroke-current stroke-2 transition-transform ${isOpen ? 'rotate-90' : ''}`}
            >
              <path d="m6 3.500 4.500 4.500L6 12.500" strokeLinecap="round" strokeLinejoin="round" />
            </svg>
            {words.moreFields}
          </button>
          <div id={more} className={`${isOpen ? 'grid' : 'hidden'} gap-4 sm:grid-cols-3 lg:grid lg:grid-cols-1`}>
            <MoreNoteFields />
          </div>
        </div>
        <SubmitButton label={words.submit} pendingLabel={words.pending} isPending={create.isPending} />
      </Form>
      <p role="status" className="sr-only">
        {create.isSuccess && words.added(create.data.title)}
      </p>
    </section>
  );
}
