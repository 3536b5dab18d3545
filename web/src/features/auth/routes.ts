import { createRoute, lazyRouteComponent, redirect } from '@tanstack/react-router';
import { safeReturnPath } from '../../shared/routing/return-path';
import { type RouterContext, rootRoute } from '../../shared/routing/root-route';
import { type AuthSearch, destination } from './destination';
import { holdMailToken } from './mail-token';

// A name that is left out here would keep what the address says.
const validateSearch = ({ from }: Record<string, unknown>): AuthSearch => ({ from: safeReturnPath(from) });

/** Somebody who is signed in already, or has become so in another tab, need not do it again. */
async function passThrough({ context, search }: { context: RouterContext; search: AuthSearch }): Promise<void> {
  const { session } = context;
  // The form neither asks nor waits for an answer that will most likely be no.
  if (session.isLikely()) await session.restore().catch(() => undefined);
  if (session.status() === 'signed-in') throw redirect(destination(search));
}

export const signInRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-in',
  validateSearch,
  beforeLoad: passThrough,
  component: lazyRouteComponent(() => import('./SignInPage'), 'SignInPage'),
});

export const signUpRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/sign-up',
  validateSearch,
  beforeLoad: passThrough,
  component: lazyRouteComponent(() => import('./SignUpPage'), 'SignUpPage'),
});

export const forgotPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/forgot-password',
  validateSearch,
  component: lazyRouteComponent(() => import('./ForgotPasswordPage'), 'ForgotPasswordPage'),
});

// Below are the pages that mails lead to. This line runs before the router is made, so the router never sees a token.
const mailToken = holdMailToken(window);

export const verifyEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/verify-email',
  beforeLoad: () => ({ mailToken: mailToken('/verify-email') }),
  component: lazyRouteComponent(() => import('./VerifyEmailPage'), 'VerifyEmailPage'),
});

export const resetPasswordRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/reset-password',
  beforeLoad: () => ({ mailToken: mailToken('/reset-password') }),
  component: lazyRouteComponent(() => import('./ResetPasswordPage'), 'ResetPasswordPage'),
});

export const confirmEmailRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/confirm-email',
  beforeLoad: () => ({ mailToken: mailToken('/confirm-email') }),
  component: lazyRouteComponent(() => import('./ConfirmEmailPage'), 'ConfirmEmailPage'),
});
