import { Link } from '@tanstack/react-router';
import { buttonStyle } from '../../shared/ui/button-style';
import { authText } from '../../text/auth';
import { AuthCard } from './AuthCard';

const words = authText.brokenLink;

/** What to do instead, for each page that a mail leads to; the likeliest first. */
const WAYS = {
  '/verify-email': [
    { to: '/sign-in', label: words.signIn },
    { to: '/sign-up', label: words.signUp },
  ],
  '/reset-password': [{ to: '/forgot-password', label: words.reset }],
  '/confirm-email': [{ to: '/', label: words.home }],
} as const;

interface BrokenLinkProps {
  page: keyof typeof WAYS;
  /** `missing`: the address had no token. `spent`: the server says that it is over. */
  reason: 'missing' | 'spent';
}

/** Stands where the form of a mail's link would be. */
export function BrokenLink({ page, reason }: BrokenLinkProps) {
  return (
    <AuthCard title={words.title} heading={words.heading} lead={words[reason]}>
      <div className="flex flex-col gap-3">
        {WAYS[page].map(({ to, label }, index) => (
          <Link key={to} to={to} className={buttonStyle(index === 0 ? 'primary' : 'quiet')}>
            {label}
          </Link>
        ))}
      </div>
    </AuthCard>
  );
}
