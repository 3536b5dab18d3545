import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../shared/routing/signed-in-route';

export const messagesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/messages',
  component: lazyRouteComponent(() => import('./MessagesPage'), 'MessagesPage'),
});
