import { useNavigate } from '@tanstack/react-router';
import { Form } from 'react-aria-components/Form';
import { buttonStyle } from '../../shared/ui/button-style';
import { SelectField } from '../../shared/ui/SelectField';
import { TextField } from '../../shared/ui/TextField';
import { documentsText } from '../../text/documents';
import type { Asked } from './calls';
import type { CollectionDescription } from './collection';

interface DocumentsToolbarProps {
  collection: CollectionDescription;
  asked: Asked;
}

const words = documentsText.list;
const optionsOf = (none: string, choices: readonly unknown[]): Record<string, string> => ({
  '': none,
  ...Object.fromEntries(choices.map((choice) => [String(choice), String(choice)])),
});

/** Which documents are shown, whose, and in which order: whatever the list of this collection can be asked for. */
export function DocumentsToolbar({ collection, asked }: DocumentsToolbarProps) {
  const navigate = useNavigate();
  return (
    <Form
      className="flex flex-wrap items-end gap-x-4 gap-y-3"
      onSubmit={(event) => {
        event.preventDefault();
        const entered = [...new FormData(event.currentTarget)].map(([name, value]) => [name, String(value).trim()]);
        const search: Asked = Object.fromEntries(entered.filter(([, value]) => value !== ''));
        void navigate({ to: '/admin/data/$collection', params: { collection: collection.name }, search });
      }}
    >
      {collection.filters.map(({ name, choices }) =>
        choices.length > 0 ? (
          <SelectField
            key={name}
            name={name}
            label={name}
            options={optionsOf(words.anyValue, choices)}
            defaultValue={asked[name] ?? ''}
          />
        ) : (
          <TextField key={name} name={name} label={name} defaultValue={asked[name] ?? ''} autoComplete="off" />
        ),
      )}
      <SelectField
        name="sort"
        label={words.sort}
        options={optionsOf(
          '-id',
          collection.sorts.filter((sort) => sort !== '-id'),
        )}
        defaultValue={asked.sort ?? ''}
      />
      {collection.hasAll && (
        <SelectField
          name="scope"
          label={words.scope}
          options={{ '': words.scopes.owner, all: words.scopes.all }}
          defaultValue={asked.scope === 'all' ? 'all' : ''}
        />
      )}
      {collection.hasOwner && (
        <TextField name="owner" label={words.owner} defaultValue={asked.owner ?? ''} autoComplete="off" />
      )}
      <button type="submit" className={buttonStyle('quiet')}>
        {words.apply}
      </button>
    </Form>
  );
}
