import { text } from '../../text';
import { clashText } from '../../text/clash';
import { buttonStyle } from '../ui/button-style';
import { Dialog } from '../ui/Dialog';
import { ClashChoice } from './ClashChoice';

interface ClashDialogProps<Name extends string> {
  /** What was changed both here and elsewhere, with both values in words. */
  fields: readonly { name: Name; label: string; mine: string; theirs: string }[];
  /** Gets the fields that shall be as they were entered here. */
  onSettle: (mine: Name[]) => void;
  onClose: () => void;
}

/** Asks, of each field that was changed here and elsewhere, which of both it shall be. */
export function ClashDialog<Name extends string>({ fields, onSettle, onClose }: ClashDialogProps<Name>) {
  return (
    <Dialog title={clashText.title} onClose={onClose}>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = new FormData(event.currentTarget);
          onSettle(fields.map(({ name }) => name).filter((name) => chosen.get(name) === 'mine'));
        }}
      >
        <p className="text-slate">{clashText.body}</p>
        {fields.map((field) => (
          <ClashChoice key={field.name} {...field} />
        ))}
        <div className="flex flex-wrap justify-end gap-3">
          <button type="button" onClick={onClose} className={buttonStyle('quiet')}>
            {text.cancel}
          </button>
          <button type="submit" className={buttonStyle()}>
            {clashText.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}
