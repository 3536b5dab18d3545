import { Link } from '@tanstack/react-router';
import { text } from '../../text';
import { buttonStyle } from '../ui/button-style';

/** The shop and the ways in, for somebody who is not signed in. */
export function GuestMenu() {
  return (
    <>
      <Link to="/shop" className={`${buttonStyle('bare')} aria-[current=page]:text-sea`}>
        {text.header.shop}
      </Link>
      <Link to="/sign-in" className={buttonStyle('bare')}>
        {text.header.signIn}
      </Link>
      <Link to="/sign-up" className={`${buttonStyle('quiet')} max-[26rem]:hidden`}>
        {text.header.signUp}
      </Link>
    </>
  );
}
