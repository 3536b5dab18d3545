import { useNavigate } from '@tanstack/react-router';
import { useState } from 'react';
import type { ManagedUser } from '../../api';
import { buttonStyle } from '../../shared/ui/button-style';
import { ConfirmDialog } from '../../shared/ui/ConfirmDialog';
import { adminText } from '../../text/admin';
import { ResetLinkDialog } from './ResetLinkDialog';
import { RolesDialog } from './RolesDialog';
import { useUserWrites } from './use-user-writes';

type Action = 'roles' | 'disable' | 'enable' | 'sessions' | 'reset' | 'delete';

/** What an administrator can do with an account. Each asks first; some ask for the password, too. */
export function UserActions({ user }: { user: ManagedUser }) {
  const words = adminText.user.actions;
  const navigate = useNavigate();
  const [open, setOpen] = useState<Action>();
  const writes = useUserWrites(user);
  const close = () => {
    setOpen(undefined);
    for (const write of Object.values(writes)) write.reset();
  };
  const asked = {
    disable: { call: writes.change, run: () => writes.change.mutate({ disabled: true }, { onSuccess: close }) },
    enable: { call: writes.change, run: () => writes.change.mutate({ disabled: false }, { onSuccess: close }) },
    sessions: { call: writes.endSessions, run: () => writes.endSessions.mutate(undefined, { onSuccess: close }) },
    delete: {
      call: writes.remove,
      run: () =>
        writes.remove.mutate(undefined, { onSuccess: () => void navigate({ to: '/admin/users', search: {} }) }),
    },
  };
  const actions: Action[] = ['roles', user.disabled ? 'enable' : 'disable', 'sessions', 'reset', 'delete'];

  return (
    <section aria-label={words.label} className="card flex flex-col p-2">
      {actions.map((action) => (
        <button
          key={action}
          type="button"
          onClick={() => setOpen(action)}
          className={`${buttonStyle('bare')} justify-start! rounded-lg! text-left ${action === 'delete' ? 'text-alarm!' : ''}`}
        >
          {words[action].button}
        </button>
      ))}
      {open === 'roles' && <RolesDialog user={user} change={writes.change} onClose={close} />}
      {open === 'reset' && <ResetLinkDialog user={user} make={writes.makeResetLink} onClose={close} />}
      {open && open !== 'roles' && open !== 'reset' && (
        <ConfirmDialog
          title={words[open].title(user.email)}
          body={words[open].body}
          confirm={words[open].confirm}
          pending={words.pending}
          call={asked[open].call}
          onConfirm={asked[open].run}
          onClose={close}
        />
      )}
    </section>
  );
}
