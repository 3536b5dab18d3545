import { describeProblem } from '../../shared/http/describe-problem';
import { isProblem } from '../../shared/http/problem-error';
import { CallForm } from '../../shared/ui/CallForm';
import { Dialog } from '../../shared/ui/Dialog';
import { TextField } from '../../shared/ui/TextField';
import { accountText } from '../../text/account';
import { dangerousForm } from './form-layout';
import { isSameAddress } from './same-address';
import { useDeleteAccount } from './use-delete-account';

const words = accountText.data.deletion;

/** Asks for the account's address before it deletes the account: nobody types that by accident. */
export function DeleteAccountDialog({ email, onClose }: { email: string; onClose: () => void }) {
  const remove = useDeleteAccount();
  return (
    <Dialog title={words.title} onClose={onClose}>
      <p className="text-slate">{words.body}</p>
      <CallForm
        call={remove}
        submit={words.submit}
        pending={words.pending}
        className={dangerousForm}
        describe={describeRefusal}
        onSubmit={() => remove.mutate()}
      >
        <TextField
          name="email"
          label={words.confirm(email)}
          autoComplete="off"
          autoCorrect="off"
          spellCheck="false"
          isRequired
          validate={(typed) => (typed === '' || isSameAddress(typed, email) ? null : words.mismatch)}
          className="wrap-anywhere"
        />
      </CallForm>
    </Dialog>
  );
}

const describeRefusal = (error: unknown) =>
  isProblem(error, 'last-administrator') ? words.lastAdministrator : describeProblem(error);
