import { text } from '../../text';

/** Characters as the API counts them: code points after normalisation (NIST SP 800-63B-4 §3.1.1.2). */
export const lengthOf = (password: string) => [...password.normalize('NFC')].length;

/** Say what is wrong with a new password, or nothing. */
export function passwordProblem(password: string, { least, most }: { least: number; most: number }) {
  if (password === '') return null;
  if (lengthOf(password) < least) return text.fields.tooShort(least);
  if (lengthOf(password) > most) return text.fields.tooLong(most);
  return null;
}
