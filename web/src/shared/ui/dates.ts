const days = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium' });
const moments = new Intl.DateTimeFormat(undefined, { dateStyle: 'medium', timeStyle: 'short' });

/** A calendar day of the API (2026-11-22) at the reader's midnight; `new Date(text)` would take it as UTC's. */
export const localDay = (date: string) => new Date(`${date}T00:00:00`);

/** A calendar day of the API (2026-11-22), in the reader's own way of writing it. */
export const calendarDay = (date: string) => days.format(localDay(date));

/** A moment of the API (RFC 3339) as a day, in the reader's own way of writing it. */
export const dayOf = (moment: string) => days.format(new Date(moment));

/** A moment of the API (RFC 3339) as a day and a time, in the reader's own way of writing it. */
export const momentOf = (moment: string) => moments.format(new Date(moment));
