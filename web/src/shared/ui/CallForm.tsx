import type { ReactNode } from 'react';
import { Form } from 'react-aria-components/Form';
import { describeFieldProblem, describeProblem } from '../http/describe-problem';
import { fieldErrors } from '../http/problem-error';
import { Alert } from './Alert';
import { SubmitButton } from './SubmitButton';

interface CallFormProps {
  /** The call that sends it. */
  call: { error: unknown; isError: boolean; isPending: boolean };
  submit: string;
  pending: string;
  onSubmit: (fields: FormData) => void;
  /** Says what went wrong, where a form has words of its own for it. */
  describe?: (error: unknown) => ReactNode;
  className?: string;
  children?: ReactNode;
}

/** Fields and a button that sends them, once at a time; what was refused is said above, and at each field. */
export function CallForm({
  call,
  submit,
  pending,
  onSubmit,
  describe = describeProblem,
  className = 'gap-5',
  children,
}: CallFormProps) {
  return (
    <Form
      className={`flex flex-col ${className}`}
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
