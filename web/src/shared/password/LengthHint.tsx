import { useEffect, useState } from 'react';
import { passwordText } from '../../text/password';

const PAUSE_MS = 1_000;

/** How much of the length a new password has. That is all it says: what makes a password good cannot be counted. */
export function LengthHint({ length, least }: { length: number; least: number }) {
  const isReached = length >= least;
  const words = length === 0 ? '' : isReached ? passwordText.length.reached : passwordText.length.below(length, least);
  const [said, setSaid] = useState('');
  // Screen readers say it once typing pauses, not at every key.
  useEffect(() => {
    const timer = setTimeout(() => setSaid(words), PAUSE_MS);
    return () => clearTimeout(timer);
  }, [words]);
  return (
    <>
      <span aria-hidden="true" className={isReached ? 'font-medium text-calm' : 'text-slate'}>
        {words}
      </span>
      <span aria-live="polite" className="sr-only">
        {said}
      </span>
    </>
  );
}
