import { createReauthentication } from './reauthentication';

/** The one of this page; `ReauthenticationDialog` asks. */
export const reauthentication = createReauthentication();

/**
 * Run a call that the API may refuse until the password was given once more. Then a dialog asks for it, and the call
 * runs again; when somebody would rather not, this throws that first refusal.
 */
export const withReauthentication = reauthentication.around;
