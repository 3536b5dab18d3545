/** What the address of a sign-in page may say. */
export interface AuthSearch {
  /** Where somebody was going when they had to sign in. */
  from?: string | undefined;
}

/** Where these pages lead in the end. */
export const destination = ({ from }: AuthSearch) => ({ href: from ?? '/notes', replace: true });

declare module '@tanstack/react-router' {
  interface HistoryState {
    /** What the sign-in page says first, after something that led there. */
    notice?: 'password-reset' | 'account-deleted' | undefined;
  }
}
