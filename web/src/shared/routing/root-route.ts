import type { QueryClient } from '@tanstack/react-query';
import { createRootRouteWithContext } from '@tanstack/react-router';
import { ErrorPage } from '../layout/ErrorPage';
import { NotFoundPage } from '../layout/NotFoundPage';
import { Shell } from '../layout/Shell';
import type { Session } from '../session/session';

export interface RouterContext {
  queryClient: QueryClient;
  session: Session;
}

/** The parent of every page. */
export const rootRoute = createRootRouteWithContext<RouterContext>()({
  component: Shell,
  errorComponent: ErrorPage,
  notFoundComponent: NotFoundPage,
});
