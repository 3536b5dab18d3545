import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { adminRoute } from './admin-route';

/** What the address of the users may say. */
export interface UsersSearch {
  email?: string;
}

const usersPages = () => import('./users-pages');

export const adminHomeRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin',
  beforeLoad: () => {
    throw redirect({ to: '/admin/users', replace: true });
  },
});

export const usersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin/users',
  validateSearch: ({ email }: Record<string, unknown>): UsersSearch =>
    typeof email === 'string' && email !== '' ? { email } : {},
  component: lazyRouteComponent(usersPages, 'UsersPage'),
});

export const userRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin/users/$id',
  component: lazyRouteComponent(usersPages, 'UserPage'),
});
