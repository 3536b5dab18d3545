import { useRouteContext } from '@tanstack/react-router';
import { BrokenLink } from './BrokenLink';
import { ConfirmEmailForm } from './ConfirmEmailForm';

/** Where the mail to a new address leads. */
export function ConfirmEmailPage() {
  const { mailToken } = useRouteContext({ from: '/confirm-email' });
  if (mailToken === undefined) return <BrokenLink page="/confirm-email" reason="missing" />;
  // A newer link that is opened here begins anew.
  return <ConfirmEmailForm key={mailToken} token={mailToken} />;
}
