/** Whether somebody has the role that may see and do everything; others are the application's own. */
export const isAdmin = ({ roles }: { roles: readonly string[] }) => roles.includes('admin');
