import { linkStyle } from '../../shared/ui/link-style';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';

/** Stands where a form was whose answer comes by mail. */
export function MailSent({ body, onAgain }: { body: string; onAgain: () => void }) {
  const words = authText.mailSent;
  return (
    <AuthCard
      title={words.title}
      heading={words.heading}
      aside={
        <>
          {words.nothing}{' '}
          <button type="button" onClick={onAgain} className={linkStyle}>
            {words.again}
          </button>
          .
        </>
      }
    >
      <p className="wrap-anywhere">{body}</p>
    </AuthCard>
  );
}
