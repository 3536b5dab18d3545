import type { ReactNode } from 'react';
import { text } from '../../text';
import { describeProblem } from '../http/describe-problem';
import { Alert } from './Alert';
import { buttonStyle } from './button-style';
import { Dialog } from './Dialog';

interface ConfirmDialogProps {
  title: string;
  body: ReactNode;
  /** The word on the button that does it. */
  confirm: string;
  pending: string;
  /** The call that does it. */
  call: { error: unknown; isError: boolean; isPending: boolean };
  onConfirm: () => void;
  onClose: () => void;
}

/** Asks before something that is not easily taken back. */
export function ConfirmDialog({ title, body, confirm, pending, call, onConfirm, onClose }: ConfirmDialogProps) {
  return (
    <Dialog title={title} onClose={onClose}>
      <div className="text-slate">{body}</div>
      {call.isError && <Alert>{describeProblem(call.error)}</Alert>}
      <div className="flex flex-wrap justify-end gap-3">
        <button type="button" onClick={onClose} className={buttonStyle('quiet')}>
          {text.cancel}
        </button>
        <button
          type="button"
          aria-disabled={call.isPending}
          onClick={() => !call.isPending && onConfirm()}
          className={buttonStyle('danger')}
        >
          {call.isPending ? pending : confirm}
        </button>
      </div>
    </Dialog>
  );
}
