import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { rootRoute } from './root-route';

/** The parent of every page that needs somebody signed in. Everybody else signs in first and comes back. */
export const signedInRoute = createRoute({
  getParentRoute: () => rootRoute,
  id: 'signed-in',
  component: lazyRouteComponent(() => import('../layout/SignedInFrame'), 'SignedInFrame'),
  beforeLoad: async ({ context, location }) => {
    if ((await context.session.restore()) === 'signed-out') {
      throw redirect({ to: '/sign-in', search: { from: location.href }, replace: true });
    }
  },
});
