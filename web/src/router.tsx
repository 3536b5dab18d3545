import { createRouter } from '@tanstack/react-router';
import { accountRoute } from './features/account/routes';
import { adminRoute } from './features/administration/admin-route';
import { adminHomeRoute, userRoute, usersRoute } from './features/administration/routes';
import {
  confirmEmailRoute,
  forgotPasswordRoute,
  resetPasswordRoute,
  signInRoute,
  signUpRoute,
  verifyEmailRoute,
} from './features/auth/routes';
import { documentsRoutes } from './features/documents/routes';
import { landingRoute } from './features/landing/routes';
import { messagesRoute } from './features/messages/routes';
import { notesRoute } from './features/notes/routes';
import {
  cartRoute,
  everybodysOrdersRoute,
  orderRoute,
  ordersRoute,
  productRoute,
  shopRoute,
} from './features/shop/routes';
import { PendingPage } from './shared/layout/PendingPage';
import { createQueryClient } from './shared/routing/query-client';
import { rootRoute } from './shared/routing/root-route';
import { signedInRoute } from './shared/routing/signed-in-route';
import { session } from './shared/session';

export const queryClient = createQueryClient();

/** Every page of the site. A new one is a line here and a folder in features/. */
export const router = createRouter({
  routeTree: rootRoute.addChildren([
    landingRoute,
    signInRoute,
    signUpRoute,
    verifyEmailRoute,
    forgotPasswordRoute,
    resetPasswordRoute,
    confirmEmailRoute,
    shopRoute,
    productRoute,
    cartRoute,
    signedInRoute.addChildren([
      notesRoute,
      messagesRoute,
      accountRoute,
      ordersRoute,
      orderRoute,
      adminRoute.addChildren([adminHomeRoute, usersRoute, userRoute, everybodysOrdersRoute, ...documentsRoutes]),
    ]),
  ]),
  context: { queryClient, session },
  defaultPendingComponent: PendingPage,
  defaultPendingMs: 300,
  defaultPreload: 'intent',
  // TanStack Query decides what is fresh.
  defaultPreloadStaleTime: 0,
  scrollRestoration: true,
});

declare module '@tanstack/react-router' {
  interface Register {
    router: typeof router;
  }
}
