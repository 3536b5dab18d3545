import { useQuery } from '@tanstack/react-query';
import { Link, useRouterState } from '@tanstack/react-router';
import { useEffect, useId, useRef, useState } from 'react';
import { usersGetMeOptions } from '../../api/@tanstack/react-query.gen';
import { menuText } from '../../text/menu';
import { isAdmin } from '../session/roles';
import { buttonStyle } from '../ui/button-style';
import { SignOutButton } from './SignOutButton';

const PAGES = [
  { to: '/shop', label: menuText.shop },
  { to: '/notes', label: menuText.notes },
  { to: '/messages', label: menuText.messages },
  { to: '/orders', label: menuText.orders },
] as const;

const LINK = `${buttonStyle('bare')} max-lg:justify-start aria-[current=page]:text-sea aria-[current=page]:font-semibold!`;

/** Where somebody signed in can go, who they are, and the way out. Where there is little room, behind a button. */
export function SignedInMenu() {
  const me = useQuery(usersGetMeOptions());
  const [isOpen, setOpen] = useState(false);
  const path = useRouterState({ select: ({ location }) => location.pathname });
  const button = useRef<HTMLButtonElement>(null);
  const list = useId();

  // biome-ignore lint/correctness/useExhaustiveDependencies: whoever came to another page has used the menu
  useEffect(() => setOpen(false), [path]);

  return (
    <>
      <button
        ref={button}
        type="button"
        aria-expanded={isOpen}
        aria-controls={list}
        onClick={() => setOpen(!isOpen)}
        className={`${buttonStyle('quiet')} px-4! lg:hidden`}
      >
        {menuText.menu}
      </button>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: Escape works from every link within */}
      <div
        id={list}
        onKeyDown={(event) => {
          if (event.key !== 'Escape') return;
          setOpen(false);
          button.current?.focus();
        }}
        className={`${isOpen ? 'flex' : 'hidden'} items-center gap-1 max-lg:absolute max-lg:inset-x-0 max-lg:top-full max-lg:z-10 max-lg:flex-col max-lg:items-stretch max-lg:border-b max-lg:border-line max-lg:bg-fog max-lg:px-[clamp(1rem,4vw,2.5rem)] max-lg:py-3 max-lg:shadow-card lg:flex`}
      >
        {PAGES.map(({ to, label }) => (
          <Link key={to} to={to} className={LINK}>
            {label}
          </Link>
        ))}
        {me.data && isAdmin(me.data) && (
          <Link to="/admin/users" className={LINK}>
            {menuText.admin}
          </Link>
        )}
        <Link to="/account" title={me.data?.email} className={`${LINK} min-w-0 lg:max-w-52`}>
          <span className="sr-only">{menuText.account}</span>
          <span className="truncate">{me.data?.name ?? me.data?.email ?? menuText.account}</span>
        </Link>
        <SignOutButton />
      </div>
    </>
  );
}
