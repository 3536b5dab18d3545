import type { Session } from '../session/session';

/**
 * Return a fetch for the generated client that outlives its access token: a call that is refused as not signed in
 * renews the session once and is sent once more. Calls without a token, as signing in itself, pass untouched.
 */
export function createSessionFetch(session: Pick<Session, 'renew' | 'forget'>, send: typeof fetch): typeof fetch {
  return async (input, init) => {
    const request = new Request(input, init);
    const used = request.headers.get('Authorization')?.slice('Bearer '.length);
    if (used === undefined) return send(request);

    const again = request.clone();
    const response = await send(request);
    if (!(await refusesToken(response))) return response;

    const token = await session.renew(used);
    if (token === undefined) return response;
    again.headers.set('Authorization', `Bearer ${token}`);
    const second = await send(again);
    if (await refusesToken(second)) session.forget();
    return second;
  };
}

/**
 * Whether an answer means "not signed in, or not any more". A 401 of another problem type, as for a wrong password, is
 * for the caller.
 */
async function refusesToken(response: Response): Promise<boolean> {
  if (response.status !== 401 && response.status !== 403) return false;
  // The application and the gateway answer by problems. The local cloud ignores that part of the template and sends a
  // plain 403 for a denied token.
  if (!response.headers.get('Content-Type')?.includes('application/problem+json')) return true;
  const problem: unknown = await response
    .clone()
    .json()
    .catch(() => null);
  return (problem as { type?: unknown } | null)?.type === 'urn:problem-type:unauthenticated';
}
