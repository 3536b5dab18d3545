import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../shared/routing/signed-in-route';

export const sessionsRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account/sessions',
  component: lazyRouteComponent(() => import('./SessionsPage'), 'SessionsPage'),
});
