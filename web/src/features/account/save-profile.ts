import type { ProfilePatch, User } from '../../api';
import { isProblem } from '../../shared/http/problem-error';
import { clashing, type Draft, type ProfileField, patchOf } from './profile';

/** What saving needs of the world. */
export interface ProfilePort {
  read(): Promise<User>;
  /** Throws when the account no longer has that version. */
  change(patch: ProfilePatch, version: number): Promise<User>;
}

/** The account as it is now. Where there are `clashes`, nothing was saved: somebody has to choose first. */
export interface SaveOutcome {
  user: User;
  clashes: ProfileField[];
}

const ATTEMPTS = 3;

/**
 * Save what was entered over `before`. When the account was changed meanwhile, but in other fields, it is saved over
 * that; the same fields are for the reader to decide.
 */
export async function saveProfile(draft: Draft, before: User, port: ProfilePort): Promise<SaveOutcome> {
  let known = before;
  for (let attempt = 1; ; attempt += 1) {
    try {
      return { user: await port.change(patchOf(draft), known.version), clashes: [] };
    } catch (error) {
      if (!meansChanged(error) || attempt === ATTEMPTS) throw error;
    }
    known = await port.read();
    const clashes = clashing(draft, before, known);
    if (clashes.length > 0) return { user: known, clashes };
  }
}

const meansChanged = (error: unknown) =>
  isProblem(error, 'precondition-failed') || isProblem(error, 'version-conflict');
