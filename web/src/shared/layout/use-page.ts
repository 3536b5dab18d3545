import { type RefObject, useEffect, useRef } from 'react';
import { text } from '../../text';

let isFirstPage = true;

/**
 * Name the page in the tab, and hand its heading the focus when somebody came here from another page of the site: a
 * screen reader goes on from there, and the keyboard with it. The browser does that itself for the first page.
 */
export function usePage(title: string): RefObject<HTMLHeadingElement | null> {
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => {
    document.title = text.pageTitle(title);
  }, [title]);
  useEffect(() => {
    // Strict mode runs this twice in development; the second time may take the focus, which is harmless there.
    if (!isFirstPage) heading.current?.focus({ preventScroll: true });
    isFirstPage = false;
  }, []);
  return heading;
}
