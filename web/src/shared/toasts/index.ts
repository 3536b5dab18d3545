import { createToasts } from './toasts';

/** The messages of this page. */
export const toasts = createToasts();

/** Say what just happened, for a few seconds, at the bottom of the page. */
export const showToast = toasts.show;
