/** What the address of a sign-in page may say. */
export interface AuthSearch {
  /** Where somebody was going when they had to sign in. */
  from?: string | undefined;
}

/** Where these pages lead in the end. */
export const destination = ({ from }: AuthSearch) => ({ href: from ?? '/notes', replace: true });
