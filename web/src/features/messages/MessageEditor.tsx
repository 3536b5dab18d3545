import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { type Message, messagesGet, messagesPatch } from '../../api';
import { MessageCreateSchema } from '../../api/schemas.gen';
import { placeDocument } from '../../realtime/cached-lists';
import { ClashDialog } from '../../shared/clash/ClashDialog';
import { useSaveChanges } from '../../shared/documents/use-save-changes';
import { showToast } from '../../shared/toasts';
import { CallForm } from '../../shared/ui/CallForm';
import { Dialog } from '../../shared/ui/Dialog';
import { TextField } from '../../shared/ui/TextField';
import { messagesText } from '../../text/messages';
import { liveMessages } from './live-messages';

interface MessageEditorProps {
  message: Message;
  onClose: () => void;
}

/** Mends what one said. */
export function MessageEditor({ message, onClose }: MessageEditorProps) {
  const words = messagesText.change;
  const client = useQueryClient();
  const [begun] = useState(message);
  const { id } = begun;
  const save = useSaveChanges<Pick<Message, 'text'>, Message>(
    begun,
    {
      mutationKey: [liveMessages.name, id],
      read: () => messagesGet({ path: { id } }),
      patch: (body, headers) => messagesPatch({ path: { id }, body, headers }),
    },
    (saved) => {
      placeDocument(client, liveMessages.queries, saved);
      showToast({ words: words.saved });
      onClose();
    },
  );
  return (
    <Dialog title={words.heading} onClose={onClose}>
      <CallForm
        call={save}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(form) => save.save({ text: String(form.get('text')) })}
      >
        <TextField
          name="text"
          label={messagesText.write.label}
          rows={4}
          isRequired
          maxLength={MessageCreateSchema.properties.text.maxLength}
          defaultValue={begun.text}
        />
      </CallForm>
      {save.clash && (
        <ClashDialog
          fields={[
            {
              name: 'text',
              label: messagesText.write.label,
              mine: save.clash.entered.text ?? '',
              theirs: save.clash.now.text,
            },
          ]}
          onSettle={save.settle}
          onClose={save.unsettle}
        />
      )}
    </Dialog>
  );
}
