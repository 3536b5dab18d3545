import { useRouteContext } from '@tanstack/react-router';
import { BrokenLink } from './BrokenLink';
import { ResetPasswordForm } from './ResetPasswordForm';

/** Where the mail for a forgotten password leads. */
export function ResetPasswordPage() {
  const { mailToken } = useRouteContext({ from: '/reset-password' });
  if (mailToken === undefined) return <BrokenLink page="/reset-password" reason="missing" />;
  // A newer link that is opened here begins anew.
  return <ResetPasswordForm key={mailToken} token={mailToken} />;
}
