import { Link } from '@tanstack/react-router';
import { text } from '../../text';
import { buttonStyle } from '../ui/button-style';

/** The ways in, for somebody who is not signed in. */
export function GuestMenu() {
  return (
    <>
      <Link to="/sign-in" className={buttonStyle('bare')}>
        {text.header.signIn}
      </Link>
      <Link to="/sign-up" className={buttonStyle('quiet')}>
        {text.header.signUp}
      </Link>
    </>
  );
}
