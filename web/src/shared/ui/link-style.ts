/** The look of a link within a sentence. */
export const linkStyle = 'font-semibold text-sea underline underline-offset-4 cursor-pointer';
