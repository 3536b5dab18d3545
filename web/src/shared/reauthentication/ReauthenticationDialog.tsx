import { useMutation } from '@tanstack/react-query';
import { useEffect, useSyncExternalStore } from 'react';
import { authReauthenticate } from '../../api';
import { passwordText } from '../../text/password';
import { describeProblem } from '../http/describe-problem';
import { isProblem } from '../http/problem-error';
import { PasswordField } from '../password/PasswordField';
import { CallForm } from '../ui/CallForm';
import { Dialog } from '../ui/Dialog';
import { reauthentication } from '.';
import type { Question } from './reauthentication';

/** Asks for the password where something needs it once more. Nothing otherwise. */
export function ReauthenticationDialog() {
  const question = useSyncExternalStore(reauthentication.subscribe, reauthentication.question);
  // Who leaves the pages that ask does not answer.
  useEffect(() => () => reauthentication.question()?.declined(), []);
  return question && <PasswordQuestion question={question} />;
}

function PasswordQuestion({ question }: { question: Question }) {
  const words = passwordText.again;
  const check = useMutation({
    mutationFn: (password: string) => authReauthenticate({ body: { password } }),
    onSuccess: question.answered,
  });
  return (
    <Dialog title={words.title} onClose={question.declined}>
      <p className="text-slate">{words.body}</p>
      <CallForm
        call={check}
        submit={words.submit}
        pending={words.pending}
        describe={describeRefusal}
        onSubmit={(fields) => check.mutate(String(fields.get('password')))}
      >
        <PasswordField autoComplete="current-password" />
      </CallForm>
    </Dialog>
  );
}

const describeRefusal = (error: unknown) =>
  isProblem(error, 'invalid-credentials') ? passwordText.again.wrong : describeProblem(error);
