const format = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });

/** A moment of the API as a day, in the reader's own way of writing it. */
export const dayOf = (moment: string) => format.format(new Date(moment));

const READABLE = 8;

/** What people call an order: the end of its id, which differs most. */
export const orderNumber = (id: string) => id.slice(-READABLE).toUpperCase();
