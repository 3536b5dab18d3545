/** "admin, editor" → ["admin", "editor"] */
export function parseRoles(value: string): string[] {
  const roles = value.split(/[\s,]+/).filter((role) => role !== '');
  return [...new Set(roles)].toSorted();
}
