import { Outlet } from '@tanstack/react-router';
import { AccountNavigation } from './AccountNavigation';

/** What stands around every page about one's own account. */
export function AccountFrame() {
  return (
    <div className="page grid content-start gap-x-12 gap-y-8 py-6 sm:py-12 lg:grid-cols-[11rem_minmax(0,42rem)]">
      <AccountNavigation />
      <Outlet />
    </div>
  );
}
