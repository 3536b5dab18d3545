import { Link } from '@tanstack/react-router';
import { lazy, Suspense } from 'react';
import { text } from '../../text';
import { session } from '../session';
import { useSessionStatus } from '../session/use-session-status';
import { Logo } from '../ui/Logo';
import { GuestMenu } from './GuestMenu';

const SignedInMenu = lazy(async () => ({ default: (await import('./SignedInMenu')).SignedInMenu }));
const CartLink = lazy(async () => ({ default: (await import('../../features/shop/CartLink')).CartLink }));

/** The bar above every page. */
export function Header() {
  const status = useSessionStatus();
  return (
    <header className="relative border-b border-line bg-fog">
      <div className="page flex min-h-16 items-center justify-between gap-x-2 py-2 sm:gap-x-4">
        <Link
          to="/"
          aria-label={text.header.home}
          className="-ml-1 inline-flex flex-none min-h-11 items-center gap-2 rounded-lg px-1 font-display text-xl font-bold tracking-tight text-ink"
        >
          <Logo className="size-8" />
          <span className="max-[26rem]:sr-only">{text.name}</span>
        </Link>
        <nav aria-label={text.header.navigation} className="flex min-h-11 min-w-0 items-center gap-1 sm:gap-2">
          {/* While a session is being restored neither menu is shown, so that none has to be taken back. */}
          {status !== 'signed-in' && !session.isLikely() && <GuestMenu />}
          {status === 'signed-in' && (
            <Suspense>
              <SignedInMenu />
            </Suspense>
          )}
          {/* Its place is kept, so that nothing moves when it comes. */}
          <Suspense fallback={<span className="w-11 flex-none" />}>
            <CartLink />
          </Suspense>
        </nav>
      </div>
    </header>
  );
}
