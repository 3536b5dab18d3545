import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import { showToast } from '../../shared/toasts';
import { buttonStyle } from '../../shared/ui/button-style';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { documentsText } from '../../text/documents';
import { CounterForm } from './CounterForm';
import { cachedOf, deleteDocument, type Owner } from './calls';
import { titleOf } from './cells';
import type { AnyDocument, CollectionDescription } from './collection';
import { EditDialog } from './EditDialog';

interface DocumentActionsProps {
  collection: CollectionDescription;
  document: AnyDocument;
  owner: Owner;
}

/** What one can do with a document. */
export function DocumentActions({ collection, document, owner }: DocumentActionsProps) {
  const words = documentsText.document;
  const client = useQueryClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState<'edit' | 'delete'>();
  const remove = useMutation({
    mutationFn: () => deleteDocument(collection, document, owner),
    onSuccess: async () => {
      await navigate({ to: '/admin/data/$collection', params: { collection: collection.name }, search: owner });
      client.removeQueries({ queryKey: [...cachedOf(collection).queryKey, 'item', document.id] });
      void client.invalidateQueries(cachedOf(collection));
      showToast({ words: words.deleted });
    },
  });
  const close = () => {
    setOpen(undefined);
    remove.reset();
  };
  return (
    <div className="flex flex-wrap items-end gap-3">
      <button type="button" onClick={() => setOpen('edit')} className={buttonStyle('quiet')}>
        {words.edit}
      </button>
      <button type="button" onClick={() => setOpen('delete')} className={`${buttonStyle('quiet')} text-alarm!`}>
        {words.delete}
      </button>
      {collection.counters.map((counter) => (
        <CounterForm key={counter} collection={collection} document={document} counter={counter} />
      ))}
      {open === 'edit' && <EditDialog collection={collection} document={document} owner={owner} onClose={close} />}
      {open === 'delete' && (
        <ConfirmDialog
          title={words.deleteTitle(titleOf(collection, document))}
          body={words.deleteBody}
          confirm={words.delete}
          pending={words.pending}
          call={remove}
          onConfirm={remove.mutate}
          onClose={close}
        />
      )}
    </div>
  );
}
