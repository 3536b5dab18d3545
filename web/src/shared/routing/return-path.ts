const ANY_ORIGIN = 'https://site.invalid';

/**
 * Return `path` if it leads to a page of this site, else nothing: an address from outside must never decide where
 * somebody goes after signing in (open redirect, OWASP ASVS 5.0 §3.7.2).
 */
export function safeReturnPath(path: unknown): string | undefined {
  // Browsers read "\" as "/" and skip control characters, so "/\evil" and "/<tab>/evil" name another host.
  if (typeof path !== 'string' || !path.startsWith('/') || hasTrick(path)) return undefined;
  if (!URL.canParse(path, ANY_ORIGIN)) return undefined;
  const url = new URL(path, ANY_ORIGIN);
  // "/.//evil" is a path of ours that becomes "//evil".
  if (url.origin !== ANY_ORIGIN || url.pathname.startsWith('//')) return undefined;
  return url.pathname + url.search + url.hash;
}

function hasTrick(path: string): boolean {
  return path.startsWith('//') || [...path].some((character) => character === '\\' || character < ' ');
}
