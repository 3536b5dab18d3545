import { createRoute, lazyRouteComponent } from '@tanstack/react-router';
import type { Order, ProductPublic } from '../../api';
import { rootRoute } from '../../shared/routing/root-route';
import { signedInRoute } from '../../shared/routing/signed-in-route';
import { adminRoute } from '../administration/admin-route';

/** What the address of the shop may say. */
export interface ShopSearch {
  category?: ProductPublic['category'] | undefined;
  /** Newest first without it. */
  sort?: 'price' | '-price' | undefined;
}

/** What the address of everybody's orders may say. */
export interface OrdersSearch {
  status?: Order['status'] | undefined;
}

/** Return the choice that an address names, or nothing. The types see to it that no choice is missing here. */
const among = <Choice extends string>(choices: Record<Choice, true>, value: unknown): Choice | undefined =>
  typeof value === 'string' && Object.hasOwn(choices, value) ? (value as Choice) : undefined;

const buyingPages = () => import('./buying-pages');
const ordersPages = () => import('./orders-pages');

export const shopRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/shop',
  validateSearch: ({ category, sort }: Record<string, unknown>): ShopSearch => ({
    category: among({ clothing: true, books: true, gear: true, other: true }, category),
    sort: among({ price: true, '-price': true }, sort),
  }),
  component: lazyRouteComponent(() => import('./catalogue/ShopPage'), 'ShopPage'),
});

export const productRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/shop/products/$id',
  // Asks when somebody is about to follow a link here; the page itself shows how that went.
  loader: async ({ context, params }) => {
    const { productQuery } = await buyingPages();
    void context.queryClient.prefetchQuery(productQuery(params.id));
  },
  component: lazyRouteComponent(buyingPages, 'ProductPage'),
});

export const cartRoute = createRoute({
  getParentRoute: () => rootRoute,
  path: '/cart',
  component: lazyRouteComponent(buyingPages, 'CartPage'),
});

export const ordersRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders',
  component: lazyRouteComponent(ordersPages, 'OrdersPage'),
});

export const orderRoute = createRoute({
  getParentRoute: () => signedInRoute,
  path: '/orders/$id',
  component: lazyRouteComponent(ordersPages, 'OrderPage'),
});

export const everybodysOrdersRoute = createRoute({
  getParentRoute: () => adminRoute,
  path: '/admin/orders',
  validateSearch: ({ status }: Record<string, unknown>): OrdersSearch => ({
    status: among({ draft: true, placed: true, paid: true, shipped: true, cancelled: true }, status),
  }),
  component: lazyRouteComponent(ordersPages, 'EverybodysOrdersPage'),
});
