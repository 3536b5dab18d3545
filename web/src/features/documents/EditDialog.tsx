import { useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { ClashDialog } from '../../shared/clash/ClashDialog';
import { useSaveChanges } from '../../shared/documents/use-save-changes';
import { showToast } from '../../shared/toasts';
import { CallForm } from '../../shared/ui/CallForm';
import { Dialog } from '../../shared/ui/Dialog';
import { documentsText } from '../../text/documents';
import { cachedOf, type Owner, patchDocument, readDocument } from './calls';
import { inWords } from './cells';
import type { AnyDocument, CollectionDescription } from './collection';
import { DocumentField } from './DocumentField';
import { toBody } from './field-values';
import { fieldsOfEdit } from './fields';

interface EditDialogProps {
  collection: CollectionDescription;
  document: AnyDocument;
  owner: Owner;
  onClose: () => void;
}

/** Changes a document by its schema, as it was when one began. */
export function EditDialog({ collection, document, owner, onClose }: EditDialogProps) {
  const words = documentsText.form;
  const client = useQueryClient();
  const [begun] = useState(document);
  const fields = fieldsOfEdit(collection);
  const save = useSaveChanges<Record<string, unknown>, AnyDocument>(
    begun,
    {
      mutationKey: [collection.name, begun.id],
      read: () => readDocument(collection, begun.id, owner),
      patch: (body, headers) => patchDocument(collection, begun.id, owner, body, headers),
    },
    () => {
      void client.invalidateQueries(cachedOf(collection));
      showToast({ words: words.saved });
      onClose();
    },
  );
  const { clash } = save;
  return (
    <Dialog title={words.edit} onClose={onClose} className="max-w-2xl">
      <CallForm
        call={save}
        submit={words.submit}
        pending={words.pending}
        onSubmit={(form) => save.save(toBody(fields, form, begun))}
        className="gap-4"
      >
        {fields.map((field) => (
          <DocumentField key={field.name} field={field} value={begun[field.name]} />
        ))}
      </CallForm>
      {clash && (
        <ClashDialog
          fields={clash.fields.map((name) => ({
            name,
            label: name,
            mine: inWords(clash.entered[name], name),
            theirs: inWords(clash.now[name], name),
          }))}
          onSettle={save.settle}
          onClose={save.unsettle}
        />
      )}
    </Dialog>
  );
}
