import type { ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { describeFieldProblem, describeProblem } from '../../shared/http/describe-problem';
import { fieldErrors } from '../../shared/http/problem-error';
import { Alert } from '../../shared/ui/Alert';
import { SubmitButton } from '../../shared/ui/SubmitButton';

interface AuthFormProps {
  /** The call that sends it. */
  call: { error: unknown; isError: boolean; isPending: boolean };
  submit: string;
  pending: string;
  onSubmit: (fields: FormData) => void;
  /** Says what went wrong, where a form has words of its own for it. */
  describe?: (error: unknown) => ReactNode;
  children?: ReactNode;
}

/** Fields and a button that sends them, once at a time; what was refused is said above, and at each field. */
export function AuthForm({ call, submit, pending, onSubmit, describe = describeProblem, children }: AuthFormProps) {
  return (
    <Form
      className="flex flex-col gap-5"
      validationErrors={fieldErrors(call.error, describeFieldProblem)}
      onSubmit={(event) => {
        event.preventDefault();
        if (!call.isPending) onSubmit(new FormData(event.currentTarget));
      }}
    >
      {call.isError && <Alert>{describe(call.error)}</Alert>}
      {children}
      <SubmitButton label={submit} pendingLabel={pending} isPending={call.isPending} />
    </Form>
  );
}
