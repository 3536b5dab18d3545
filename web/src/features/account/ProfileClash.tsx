import type { User } from '../../api';
import { buttonStyle } from '../../shared/ui/button-style';
import { Dialog } from '../../shared/ui/Dialog';
import { text } from '../../text';
import { accountText } from '../../text/account';
import { ClashChoice } from './ClashChoice';
import { languageName, timeZoneName } from './choices';
import { type Draft, type ProfileField, shown } from './profile';

const words = accountText.profile;
const LABELS: Readonly<Record<ProfileField, string>> = {
  name: words.name,
  locale: words.locale,
  time_zone: words.timeZone,
  avatar_url: words.picture,
};

interface ProfileClashProps {
  /** The account as it is by now. */
  user: User;
  /** What was entered here. */
  draft: Draft;
  /** What both changed. */
  fields: readonly ProfileField[];
  onSettle: (mine: ProfileField[]) => void;
  onClose: () => void;
}

/** Asks, of each field that was changed here and elsewhere, which of both it shall be. */
export function ProfileClash({ user, draft, fields, onSettle, onClose }: ProfileClashProps) {
  return (
    <Dialog title={words.clash.title} onClose={onClose}>
      <form
        className="flex flex-col gap-5"
        onSubmit={(event) => {
          event.preventDefault();
          const chosen = new FormData(event.currentTarget);
          onSettle(fields.filter((field) => chosen.get(field) === 'mine'));
        }}
      >
        <p className="text-slate">{words.clash.body}</p>
        {fields.map((field) => (
          <ClashChoice
            key={field}
            name={field}
            label={LABELS[field]}
            mine={inWords(field, shown(user, field, draft))}
            theirs={inWords(field, shown(user, field))}
          />
        ))}
        <div className="flex flex-wrap justify-end gap-3">
          <button type="button" onClick={onClose} className={buttonStyle('quiet')}>
            {text.cancel}
          </button>
          <button type="submit" className={buttonStyle()}>
            {words.clash.submit}
          </button>
        </div>
      </form>
    </Dialog>
  );
}

/** A value as the form shows it. */
function inWords(field: ProfileField, value: string): string {
  if (value === '') return words.clash.nothing;
  if (field === 'locale') return languageName(value);
  return field === 'time_zone' ? timeZoneName(value) : value;
}
