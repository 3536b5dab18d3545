import { Link } from '@tanstack/react-router';
import { adminText } from '../../text/admin';

const words = adminText.navigation;

const PAGES = [
  { to: '/admin/users', label: words.users },
  { to: '/admin/data', label: words.data },
  { to: '/admin/orders', label: words.orders },
] as const;

const LINK =
  'inline-flex min-h-11 items-center rounded-full px-4 text-[0.9375rem] font-medium text-slate transition-colors ' +
  'hover:bg-raised hover:text-ink aria-[current=page]:bg-raised aria-[current=page]:font-semibold ' +
  'aria-[current=page]:text-ink';

/** From one page for administrators to another. */
export function AdminNavigation() {
  return (
    <nav aria-label={words.label} className="-mx-2">
      <ul className="flex flex-wrap gap-1">
        {PAGES.map(({ to, label }) => (
          <li key={to}>
            <Link to={to} className={LINK}>
              {label}
            </Link>
          </li>
        ))}
      </ul>
    </nav>
  );
}
