import { Outlet } from '@tanstack/react-router';
import { text } from '../../text';
import { Footer } from './Footer';
import { Header } from './Header';

/** What stands around every page. */
export function Shell() {
  return (
    <div className="flex min-h-dvh flex-col">
      <a
        href="#content"
        className="sr-only focus:not-sr-only focus:fixed focus:top-3 focus:left-3 focus:z-20 focus:rounded-full focus:bg-sea focus:px-5 focus:py-2.5 focus:font-semibold focus:text-on-sea"
      >
        {text.skipToContent}
      </a>
      <Header />
      <main id="content" tabIndex={-1} className="flex flex-1 flex-col outline-none">
        <Outlet />
      </main>
      <Footer />
    </div>
  );
}
