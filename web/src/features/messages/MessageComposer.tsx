import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import { messagesCreateMutation } from '../../api/@tanstack/react-query.gen';
import { MessageCreateSchema } from '../../api/schemas.gen';
import { placeDocument } from '../../realtime/cached-lists';
import { CallForm } from '../../shared/ui/CallForm';
import { TextField } from '../../shared/ui/TextField';
import { text } from '../../text';
import { messagesText } from '../../text/messages';
import { liveMessages } from './live-messages';

/** Where one says something. */
export function MessageComposer() {
  const words = messagesText.write;
  const client = useQueryClient();
  const create = useMutation(messagesCreateMutation());
  const [said, setSaid] = useState(0);
  const form = useRef<HTMLDivElement>(null);

  // On to the next message, in the fresh form.
  useEffect(() => {
    if (said > 0) form.current?.querySelector('textarea')?.focus();
  }, [said]);

  return (
    <div ref={form} className="card p-4 sm:p-5">
      <CallForm
        call={create}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(fields) =>
          create.mutate(
            { body: { text: String(fields.get('text')) } },
            {
              onSuccess: (message) => {
                placeDocument(client, liveMessages.queries, message);
                setSaid(said + 1);
              },
            },
          )
        }
        className="gap-3"
      >
        <TextField
          key={said}
          name="text"
          label={words.label}
          rows={2}
          isRequired
          maxLength={MessageCreateSchema.properties.text.maxLength}
          validate={(value) => (value !== '' && value.trim() === '' ? text.fields.required : null)}
        />
      </CallForm>
      <p role="status" className="sr-only">
        {create.isSuccess && words.said}
      </p>
    </div>
  );
}
