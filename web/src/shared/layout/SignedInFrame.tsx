import { Outlet } from '@tanstack/react-router';
import { ReauthenticationDialog } from '../reauthentication/ReauthenticationDialog';
import { ToastRegion } from '../toasts/ToastRegion';

/** What stands around every page that needs somebody signed in. */
export function SignedInFrame() {
  return (
    <>
      <Outlet />
      <ToastRegion />
      <ReauthenticationDialog />
    </>
  );
}
