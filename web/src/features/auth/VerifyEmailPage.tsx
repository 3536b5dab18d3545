import { useRouteContext } from '@tanstack/react-router';
import { BrokenLink } from './BrokenLink';
import { VerifyEmailForm } from './VerifyEmailForm';

/** Where the mail of a registration leads. */
export function VerifyEmailPage() {
  const { mailToken } = useRouteContext({ from: '/verify-email' });
  if (mailToken === undefined) return <BrokenLink page="/verify-email" reason="missing" />;
  // A newer link that is opened here begins anew.
  return <VerifyEmailForm key={mailToken} token={mailToken} />;
}
