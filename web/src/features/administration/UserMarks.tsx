import type { ManagedUser } from '../../api';
import { markStyle } from '../../shared/ui/mark-style';
import { adminText } from '../../text/admin';

/** What one should see of a user at once: roles, and whether something is the matter. */
export function UserMarks({ user }: { user: ManagedUser }) {
  const words = adminText.users.marks;
  return (
    <ul aria-label={words.label} className="flex flex-wrap gap-1.5 empty:hidden">
      {user.roles.map((role) => (
        <li key={role} className={markStyle('notable')}>
          {role}
        </li>
      ))}
      {user.disabled && <li className={markStyle('bad')}>{words.disabled}</li>}
      {!user.email_verified && <li className={markStyle('plain')}>{words.unconfirmed}</li>}
    </ul>
  );
}
