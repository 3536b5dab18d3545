import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { signedInRoute } from '../../shared/routing/signed-in-route';
import { readNotesView } from './notes-view';

export const notesRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/notes',
  validateSearch: readNotesView,
  component: lazyRouteComponent(() => import('./NotesPage'), 'NotesPage'),
});
