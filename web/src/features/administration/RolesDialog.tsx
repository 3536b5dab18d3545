import type { UseMutationResult } from '@tanstack/react-query';
import type { ManagedUser, ManagedUserPatch } from '../../api';
import { CallForm } from '../../shared/ui/CallForm';
import { Dialog } from '../../shared/ui/Dialog';
import { TextField } from '../../shared/ui/TextField';
import { adminText } from '../../text/admin';
import { parseRoles } from './roles';

interface RolesDialogProps {
  user: ManagedUser;
  change: UseMutationResult<unknown, Error, ManagedUserPatch>;
  onClose: () => void;
}

/** Says which roles somebody has. */
export function RolesDialog({ user, change, onClose }: RolesDialogProps) {
  const words = adminText.user.actions.roles;
  return (
    <Dialog title={words.title(user.email)} onClose={onClose}>
      <CallForm
        call={change}
        submit={words.confirm}
        pending={adminText.user.actions.pending}
        onSubmit={(fields) => change.mutate({ roles: parseRoles(String(fields.get('roles'))) }, { onSuccess: onClose })}
      >
        <TextField
          name="roles"
          label={words.label}
          description={words.help}
          defaultValue={user.roles.join(', ')}
          autoComplete="off"
          autoCorrect="off"
          spellCheck="false"
        />
      </CallForm>
    </Dialog>
  );
}
