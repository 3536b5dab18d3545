import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../shared/routing/signed-in-route';
import { notesQuery } from './notes-query';

export const notesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/notes',
  // Asks while the page's code is still on its way; the page itself shows how that went.
  loader: ({ context }) => {
    void context.queryClient.prefetchInfiniteQuery(notesQuery);
  },
  component: lazyRouteComponent(() => import('./NotesPage'), 'NotesPage'),
});
