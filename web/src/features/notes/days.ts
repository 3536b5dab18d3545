import { localDay } from '../../shared/ui/dates';

/** Whether a calendar day is over for the reader. */
export function isPast(date: string, now = new Date()): boolean {
  return localDay(date) < new Date(now.getFullYear(), now.getMonth(), now.getDate());
}
