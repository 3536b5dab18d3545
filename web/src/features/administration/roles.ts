/** The role that may see and do everything; others are the application's own. */
export const ADMIN = 'admin';

/** "admin, editor" → ["admin", "editor"] */
export function parseRoles(value: string): string[] {
  const roles = value.split(/[\s,]+/).filter((role) => role !== '');
  return [...new Set(roles)].toSorted();
}
