import type { ProblemError as FieldProblem } from '../../api';
import { text } from '../../text';
import { OFFLINE, ProblemError } from './problem-error';

/** Say what went wrong, in the words of the site. Decides by type, then by status, as the API asks its clients to. */
export function describeProblem(error: unknown): string {
  if (!(error instanceof ProblemError)) return text.problems.unexpected;
  switch (error.type) {
    case OFFLINE:
      return text.problems.offline;
    case 'urn:problem-type:email-taken':
      return text.problems.emailTaken;
    case 'urn:problem-type:invalid-credentials':
      return text.problems.invalidCredentials;
    case 'urn:problem-type:reauthentication-required':
      return text.problems.reauthentication;
    case 'urn:problem-type:last-administrator':
      return text.problems.lastAdministrator;
    case 'urn:problem-type:mail-off':
      return text.problems.mailOff;
    case 'urn:problem-type:rule-broken':
      // A rule of the application's own, which has the words for it.
      return error.detail || text.problems.unexpected;
    case 'urn:problem-type:token-spent':
      return text.problems.tokenSpent;
  }
  switch (error.status) {
    case 401:
      return text.problems.unauthenticated;
    case 403:
      return text.problems.forbidden;
    case 404:
      return text.problems.notFound;
    case 412:
      return text.problems.outdated;
    case 413:
      return text.problems.tooLarge;
    case 422:
      return text.problems.validation;
    case 429:
      return text.problems.rateLimited(error.retryAfter === undefined ? undefined : duration(error.retryAfter));
    case 502:
    case 503:
    case 504:
      return text.problems.unavailable;
    default:
      return text.problems.unexpected;
  }
}

/** Say what is wrong with one field; codes we have no words for keep the API's own. */
export function describeFieldProblem({ code, message }: FieldProblem): string {
  if (code === 'missing') return text.fields.required;
  if (code === 'string-pattern-mismatch') return text.fields.pattern;
  if (code === 'password-too-common') return text.fields.passwordCommon;
  if (code === 'password-too-predictable') return text.fields.passwordPredictable;
  if (code.startsWith('date-')) return text.fields.date;
  return message.endsWith('.') ? message : `${message}.`;
}

function duration(seconds: number): string {
  return seconds < 90 ? text.problems.seconds(Math.max(1, seconds)) : text.problems.minutes(Math.ceil(seconds / 60));
}
