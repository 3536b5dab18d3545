const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A day in the reader's own way of writing it. */
export const day = (date: Date) => days.format(date);

/** A moment of the API (RFC 3339) as a day, in the reader's own way of writing it. */
export const dayOf = (moment: string) => days.format(new Date(moment));

/** A moment of the API (RFC 3339) as a day and a time, in the reader's own way of writing it. */
export const momentOf = (moment: string) => moments.format(new Date(moment));
