import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import { adminRoute } from '../administration/admin-route';
import type { Asked } from './calls';

const pages = () => import('./documents-pages');

const texts = (search: Record<string, unknown>): Record<string, string> =>
  Object.fromEntries(
    Object.entries(search).flatMap(([name, value]) =>
      ['string', 'number', 'boolean'].includes(typeof value) && value !== '' ? [[name, String(value)]] : [],
    ),
  );

const collectionsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin/data',
  component: lazyRouteComponent(pages, 'CollectionsPage'),
});

const documentsRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin/data/$collection',
  validateSearch: (search: Record<string, unknown>): Asked => texts(search),
  component: lazyRouteComponent(pages, 'DocumentsPage'),
});

const newDocumentRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin/data/$collection/new',
  component: lazyRouteComponent(pages, 'NewDocumentPage'),
});

const documentRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin/data/$collection/$id',
  validateSearch: ({ owner }: Record<string, unknown>): { owner?: string } =>
    typeof owner === 'string' ? { owner } : {},
  component: lazyRouteComponent(pages, 'DocumentPage'),
});

/** The data explorer. */
export const documentsRoutes = [collectionsRoute, documentsRoute, newDocumentRoute, documentRoute] as const;
