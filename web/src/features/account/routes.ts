import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../shared/routing/signed-in-route';

const frame = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/account',
  component: lazyRouteComponent(() => import('./AccountFrame'), 'AccountFrame'),
});

const profileRoute = createRoute({
  getParentRoute: () => frame,
  path: '/',
  component: lazyRouteComponent(() => import('./ProfilePage'), 'ProfilePage'),
});

const passwordRoute = createRoute({
  getParentRoute: () => frame,
  path: 'password',
  component: lazyRouteComponent(() => import('./PasswordPage'), 'PasswordPage'),
});

const emailRoute = createRoute({
  getParentRoute: () => frame,
  path: 'email',
  component: lazyRouteComponent(() => import('./EmailPage'), 'EmailPage'),
});

const sessionsRoute = createRoute({
  getParentRoute: () => frame,
  path: 'sessions',
  component: lazyRouteComponent(() => import('./SessionsPage'), 'SessionsPage'),
});

const dataRoute = createRoute({
  getParentRoute: () => frame,
  path: 'data',
  component: lazyRouteComponent(() => import('./DataPage'), 'DataPage'),
});

/** The pages about one's own account, with what stands beside each of them. */
export const accountRoute = frame.addChildren([profileRoute, passwordRoute, emailRoute, sessionsRoute, dataRoute]);
