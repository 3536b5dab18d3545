import type { UseMutationResult } from '@tanstack/react-query';
import { useState } from 'react';
import type { ManagedUser, ResetLink } from '../../api';
import { describeProblem } from '../../shared/http/describe-problem';
import { Alert } from '../../shared/ui/Alert';
import { buttonStyle } from '../../shared/ui/button-style';
import { Dialog } from '../../shared/ui/Dialog';
import { adminText } from '../../text/admin';

const format = new Intl.DateTimeFormat(undefined, { timeStyle: 'short' });

interface ResetLinkDialogProps {
  user: ManagedUser;
  make: UseMutationResult<ResetLink, Error, void>;
  onClose: () => void;
}

/** Makes a link to hand over, and shows it once. */
export function ResetLinkDialog({ user, make, onClose }: ResetLinkDialogProps) {
  const words = adminText.user.actions.reset;
  const [isCopied, setCopied] = useState(false);
  return (
    <Dialog title={words.title(user.email)} onClose={onClose}>
      {make.data === undefined ? (
        <>
          <p className="text-slate">{words.body}</p>
          {make.isError && <Alert>{describeProblem(make.error)}</Alert>}
          <button
            type="button"
            aria-disabled={make.isPending}
            onClick={() => !make.isPending && make.mutate()}
            className={`${buttonStyle()} self-end`}
          >
            {make.isPending ? adminText.user.actions.pending : words.confirm}
          </button>
        </>
      ) : (
        <>
          <p className="text-slate">{words.made(format.format(new Date(make.data.expires_at)))}</p>
          <p className="rounded-lg bg-raised p-3 font-mono text-sm wrap-anywhere select-all">{make.data.url}</p>
          <button
            type="button"
            onClick={() => {
              navigator.clipboard.writeText(make.data.url).then(
                () => setCopied(true),
                () => setCopied(false),
              );
            }}
            className={`${buttonStyle()} self-end`}
          >
            {words.copy}
          </button>
          <p role="status" className="text-right text-sm text-calm empty:hidden">
            {isCopied && words.copied}
          </p>
        </>
      )}
    </Dialog>
  );
}
