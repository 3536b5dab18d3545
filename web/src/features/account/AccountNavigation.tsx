import { Link } from '@tanstack/react-router';
import { accountText } from '../../text/account';

const words = accountText.navigation;

const PAGES = [
  { to: '/account', label: words.profile },
  { to: '/account/password', label: words.password },
  { to: '/account/email', label: words.email },
  { to: '/account/sessions', label: words.sessions },
  { to: '/account/data', label: words.data },
] as const;

const LINK =
  'inline-flex min-h-11 items-center rounded-full px-4 text-[0.9375rem] font-medium text-slate transition-colors ' +
  'hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:font-semibold ' +
  'aria-[current=page]:text-ink lg:flex lg:rounded-lg';

/** From one page about one's account to another. */
export function AccountNavigation() {
  return (
    <nav aria-label={words.label} className="-mx-2 lg:mx-0 lg:-ml-4">
      <ul className="flex flex-wrap gap-1 lg:sticky lg:top-6 lg:flex-col">
        {PAGES.map(({ to, label }) => (
          <li key={to}>
            <Link to={to} activeOptions={{ exact: true }} className={LINK}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
