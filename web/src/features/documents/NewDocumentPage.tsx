import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useNavigate } from '@tanstack/react-router';
import { PageHeading } from '../../shared/layout/PageHeading';
import { showToast } from '../../shared/toasts';
import { CallForm } from '../../shared/ui/CallForm';
import { documentsText } from '../../text/documents';
import { cachedOf, createDocument } from './calls';
import type { CollectionDescription } from './collection';
import { DocumentField } from './DocumentField';
import { toBody } from './field-values';
import { fieldsOf } from './fields';
import { NoCollection } from './NoCollection';
import { useCollection } from './use-collection';

/** Writes a new document of any collection. */
export function NewDocumentPage() {
  const collection = useCollection();
  return collection === undefined ? <NoCollection /> : <NewDocumentOf collection={collection} />;
}

function NewDocumentOf({ collection }: { collection: CollectionDescription }) {
  const words = documentsText.form;
  const client = useQueryClient();
  const navigate = useNavigate();
  const fields = fieldsOf(collection.create);
  const create = useMutation({
    mutationFn: (body: object) => createDocument(collection, body),
    onSuccess: ({ data }) => {
      showToast({ words: words.saved });
      void client.invalidateQueries(cachedOf(collection));
      void navigate({
        to: '/admin/data/$collection/$id',
        params: { collection: collection.name, id: data.id },
        search: {},
      });
    },
  });
  return (
    <>
      <PageHeading title={words.create(collection.name)}>{words.create(collection.name)}</PageHeading>
      <div className="card max-w-2xl p-5 sm:p-6">
        <CallForm
          call={create}
          submit={words.submit}
          pending={words.pending}
          onSubmit={(form) => create.mutate(toBody(fields, form))}
        >
          {fields.map((field) => (
            <DocumentField key={field.name} field={field} value={undefined} />
          ))}
        </CallForm>
      </div>
    </>
  );
}
