import type { ManagedUser } from '../../api';
import { adminText } from '../../text/admin';

const MARK = 'rounded-full px-2.5 py-0.5 text-xs font-semibold';

/** What one should see of a user at once: roles, and whether something is the matter. */
export function UserMarks({ user }: { user: ManagedUser }) {
  const words = adminText.users.marks;
  return (
    <ul aria-label={words.label} className="flex flex-wrap gap-1.5 empty:hidden">
      {user.roles.map((role) => (
        <li key={role} className={`${MARK} bg-beak-soft text-on-beak`}>
          {role}
        </li>
      ))}
      {user.disabled && <li className={`${MARK} bg-alarm-soft text-alarm`}>{words.disabled}</li>}
      {!user.email_verified && <li className={`${MARK} bg-raised text-slate`}>{words.unconfirmed}</li>}
    </ul>
  );
}
