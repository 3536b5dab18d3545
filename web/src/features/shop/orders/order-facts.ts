const READABLE = 8;

/** What people call an order: the end of its id, which differs most. */
export const orderNumber = (id: string) => id.slice(-READABLE).toUpperCase();
