import { createRoute } from '@tanstack/react-router';
import { rootRoute } from '../../shared/routing/root-route';
import { LandingPage } from './LandingPage';

// Not lazy: it is what most visitors see first, and small.
export const landingRoute = createRoute({ getParentRoute: () => rootRoute, path: '/', component: LandingPage });
