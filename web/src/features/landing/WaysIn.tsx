import { Link } from '@tanstack/react-router';
import { useSessionStatus } from '../../shared/session/use-session-status';
import { buttonStyle } from '../../shared/ui/button-style';
import { text } from '../../text';

/** Sign up, sign in or, for somebody who has, go on. */
export function WaysIn() {
  const status = useSessionStatus();
  const words = text.landing;
  return (
    <div className="mt-2 flex flex-wrap gap-3">
      {status === 'signed-in' ? (
        <Link to="/notes" className={buttonStyle()}>
          {words.toNotes}
        </Link>
      ) : (
        <>
          <Link to="/sign-up" className={buttonStyle()}>
            {words.signUp}
          </Link>
          <Link to="/sign-in" className={buttonStyle('quiet')}>
            {words.signIn}
          </Link>
        </>
      )}
      <Link to="/shop" className={buttonStyle('bare')}>
        {words.toShop}
      </Link>
    </div>
  );
}
