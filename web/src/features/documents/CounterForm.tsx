import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useState } from 'react';
import { showToast } from '../../shared/toasts';
import { CallForm } from '../../shared/ui/CallForm';
import { TextField } from '../../shared/ui/TextField';
import { documentsText } from '../../text/documents';
import { cachedOf, countDocument } from './calls';
import type { AnyDocument, CollectionDescription } from './collection';
import { problemOf } from './field-values';

interface CounterFormProps {
  collection: CollectionDescription;
  document: AnyDocument;
  counter: string;
}

/** Adds to a counter or takes away from it, whoever counts at the same time. */
export function CounterForm({ collection, document, counter }: CounterFormProps) {
  const words = documentsText.counter;
  const client = useQueryClient();
  const [counted, setCounted] = useState(0);
  const count = useMutation({
    mutationFn: (by: number) => countDocument(collection, document.id, counter, by),
    onSuccess: () => {
      setCounted(counted + 1);
      showToast({ words: words.done(counter) });
      return client.invalidateQueries(cachedOf(collection));
    },
  });
  const field = { name: 'by', kind: 'integer', schema: {}, isRequired: true, isNullable: false } as const;
  return (
    <CallForm
      call={count}
      submit={words.submit}
      pending={words.pending}
      onSubmit={(form) => count.mutate(Number(form.get('by')))}
      className="flex-row! flex-wrap items-end gap-3"
    >
      <TextField
        key={counted}
        name="by"
        label={words.label(counter)}
        inputMode="numeric"
        isRequired
        autoComplete="off"
        validate={(text) => (text === '' ? null : problemOf(field, text))}
      />
    </CallForm>
  );
}
