import { QueryClientProvider } from '@tanstack/react-query';
import { RouterProvider } from '@tanstack/react-router';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { queryClient, router } from './router';
import { session } from './shared/session';
import './styles.css';

// Who is signed in may change at any moment, also from another tab: what was read for somebody else goes, and pages
// that need somebody signed in look again.
let reader = session.id();
session.subscribe(() => {
  if (reader !== undefined && reader !== session.id()) queryClient.clear();
  reader = session.id();
  void router.invalidate();
});
if (session.isLikely()) session.restore().catch(() => undefined);

const root = document.getElementById('root');
if (root === null) throw new Error('index.html has no #root');
createRoot(root).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
);
