/** How the fields and the button of a form stand in a card of these pages. */
export const formLayout = 'gap-5 sm:*:[button]:min-w-40 sm:*:[button]:self-start';

/** The same for a form whose button does what cannot be taken back. */
export const dangerousForm = 'gap-4 *:[button]:bg-alarm! *:[button]:text-on-alarm! *:[button]:hover:opacity-90';
