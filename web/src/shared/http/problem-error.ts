import type { ProblemError as FieldProblem, Problem } from '../../api';

/** Problem types of our own, for what happens before the API can answer. */
export const OFFLINE = 'urn:fulmar-web:offline';
export const UNREADABLE = 'about:blank';

/** A failed call, as the API described it (RFC 9457). Every error that leaves the client is one of these. */
export class ProblemError extends Error {
  override readonly name = 'ProblemError';
  readonly type: string;
  readonly title: string;
  readonly status: number;
  readonly detail: string;
  readonly instance: string;
  readonly errors: FieldProblem[];
  /** Seconds that the server asks to wait, from `Retry-After`. */
  readonly retryAfter: number | undefined;

  constructor(problem: Partial<Problem>, response?: Response) {
    super(problem.detail ?? problem.title ?? response?.statusText);
    this.type = problem.type ?? UNREADABLE;
    this.title = problem.title ?? '';
    this.status = problem.status ?? response?.status ?? 0;
    this.detail = problem.detail ?? '';
    this.instance = problem.instance ?? '';
    this.errors = problem.errors ?? [];
    this.retryAfter = secondsOf(response?.headers.get('Retry-After'));
  }

  /** Whether the same call may succeed a little later. */
  get isTransient(): boolean {
    return this.type === OFFLINE || [429, 502, 503, 504].includes(this.status);
  }
}

/** Whether a call failed in this way; `type` is the last part of a problem type of the API's, such as "token-spent". */
export const isProblem = (error: unknown, type: string): error is ProblemError =>
  error instanceof ProblemError && error.type === `urn:problem-type:${type}`;

/** Turn whatever the generated client would throw into a ProblemError; a cancelled call stays what it is. */
export function toProblemError(error: unknown, response?: Response): unknown {
  if (error instanceof ProblemError) return error;
  if (error instanceof DOMException && error.name === 'AbortError') return error;
  if (response === undefined) return new ProblemError({ type: OFFLINE });
  return new ProblemError(isRecord(error) ? error : {}, response);
}

/** The message of each field of a form that the API refused. A pointer into a list belongs to the list's field. */
export function fieldErrors(error: unknown, describe: (problem: FieldProblem) => string): Record<string, string> {
  if (!(error instanceof ProblemError)) return {};
  const messages: Record<string, string> = {};
  for (const problem of error.errors) {
    const field = problem.in === 'body' ? problem.pointer.split('/')[1] : undefined;
    if (field) messages[unescapePointer(field)] ??= describe(problem);
  }
  return messages;
}

// RFC 6901 §4: ~1 first, so that ~01 becomes ~1 and not /.
const unescapePointer = (segment: string) => segment.replaceAll('~1', '/').replaceAll('~0', '~');

const isRecord = (value: unknown): value is Partial<Problem> => typeof value === 'object' && value !== null;

function secondsOf(header: string | null | undefined): number | undefined {
  const seconds = Number.parseInt(header ?? '', 10);
  return Number.isNaN(seconds) ? undefined : seconds;
}
