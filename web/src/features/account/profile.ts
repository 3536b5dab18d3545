import type { ProfilePatch, User } from '../../api';
import { accountText } from '../../text/account';

/** What of a profile the form has. Preferences belong to the apps that keep them. */
const FIELDS = ['name', 'locale', 'time_zone', 'avatar_url'] as const satisfies readonly (keyof ProfilePatch)[];

export type ProfileField = (typeof FIELDS)[number];

/** A profile, as far as the form has it. */
export type Profile = Pick<User, ProfileField>;

/** What was entered and is not what the account has. */
export type Draft = Readonly<Partial<Record<ProfileField, string>>>;

/** A field as the form shows it; nothing said is an empty text. */
export const shown = (user: User, field: ProfileField, draft: Draft = {}) => draft[field] ?? user[field] ?? '';

const meant = (value: string) => value.trim();

/** Return the fields of a draft, in the order of the form. */
export const fieldsOf = (draft: Draft): ProfileField[] => FIELDS.filter((field) => draft[field] !== undefined);

/** Keep of a draft what differs from the account. */
export function differing(draft: Draft, user: User): Draft {
  const left = fieldsOf(draft).filter((field) => meant(shown(user, field, draft)) !== shown(user, field));
  return only(draft, left);
}

/** Keep some fields of a draft. */
export const only = (draft: Draft, fields: readonly ProfileField[]): Draft =>
  Object.fromEntries(fields.map((field) => [field, draft[field]]));

/** Say a draft as the API takes it: an empty text removes. */
export const patchOf = (draft: Draft): Partial<Profile> =>
  Object.fromEntries(fieldsOf(draft).map((field) => [field, meant(draft[field] ?? '') || null]));

/** Say what is wrong with the address of a picture, or nothing. */
export function pictureProblem(value: string): string | null {
  const address = meant(value);
  const isFine = address === '' || (address.startsWith('https://') && URL.canParse(address));
  return isFine ? null : accountText.profile.pictureProblem;
}
