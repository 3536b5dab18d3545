import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../shared/routing/signed-in-route';

/** The parent of the pages for administrators. The API decides what they may; this only says so calmly. */
export const adminRoute = createRoute({
  getParentRoute: () => signedInRoute,
  id: 'admin',
  component: lazyRouteComponent(() => import('./AdminFrame'), 'AdminFrame'),
});
