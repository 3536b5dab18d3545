import { text } from '../../text';
import { describeProblem } from '../http/describe-problem';
import { ProblemError } from '../http/problem-error';
import { Alert } from './Alert';
import { buttonStyle } from './button-style';

interface FailureProps {
  what: string;
  error: unknown;
  onRetry: () => void;
}

/** What could not be done, why, and a way to try again. */
export function Failure({ what, error, onRetry }: FailureProps) {
  const reference = error instanceof ProblemError && error.status >= 500 ? error.instance : '';
  return (
    <Alert>
      <p className="font-semibold">{what}</p>
      <p className="text-slate">{describeProblem(error)}</p>
      {reference && <p className="mt-1 font-mono text-xs break-all text-slate">{text.failure.reference(reference)}</p>}
      <button type="button" onClick={onRetry} className={`${buttonStyle('quiet')} mt-3`}>
        {text.failure.retry}
      </button>
    </Alert>
  );
}
