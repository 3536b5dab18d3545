import { toProblemError } from './problem-error';

/** Return a fetch that throws a ProblemError for whatever is no success, and for calls that were not answered. */
export function throwingProblems(send: typeof fetch): typeof fetch {
  return async (input, init) => {
    let response: Response;
    try {
      response = await send(input, init);
    } catch (error) {
      throw toProblemError(error);
    }
    if (response.ok) return response;
    const problem: unknown = await response.json().catch(() => undefined);
    throw toProblemError(problem, response);
  };
}
