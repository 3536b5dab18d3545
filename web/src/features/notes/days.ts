/** A calendar day of the API (2026-11-22) at the reader's midnight; `new Date(text)` would take it as UTC's. */
export const localDay = (date: string) => new Date(`${date}T00:00:00`);

/** Whether a calendar day is over for the reader. */
export function isPast(date: string, now = new Date()): boolean {
  return localDay(date) < new Date(now.getFullYear(), now.getMonth(), now.getDate());
}
