const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** When something was said, in the reader's own way of writing it. */
export const moment = (time: string) => format.format(new Date(time));
