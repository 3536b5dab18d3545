import { ProfilePatchSchema } from '../../api/schemas.gen';
import { accountText } from '../../text/account';

type Options = Record<string, string>;

const words = accountText.profile;
const TAG = new RegExp(ProfilePatchSchema.properties.locale.anyOf[0].pattern);
const LANGUAGES =
  'ar cs da de el en en-GB en-US es es-MX fi fr fr-CA he hi hu id it ja ko nb nl pl pt pt-BR ro ru sk sv th tr uk vi ' +
  'zh-Hans zh-Hant';

/** The languages to choose from, each in its own words; first those of this device and the one that was chosen. */
export function languageOptions(chosen: string, device: string = navigator.language): Options {
  return options(LANGUAGES.split(' '), chosen, TAG.test(device) ? device : '', languageName);
}

/** The time zones that the browser knows, first that of this device and the one that was chosen. */
export function timeZoneOptions(chosen: string, device = Intl.DateTimeFormat().resolvedOptions().timeZone): Options {
  return options(Intl.supportedValuesOf('timeZone'), chosen, device, timeZoneName);
}

function options(known: string[], chosen: string, device: string, name: (value: string) => string): Options {
  const first = { '': words.unsaid, ...(device && { [device]: words.onThisDevice(name(device)) }) };
  const rest = [chosen, ...known].filter((value) => !(value in first));
  return { ...first, ...Object.fromEntries(rest.map((value) => [value, name(value)])) };
}

/** A time zone as people read it. */
export const timeZoneName = (zone: string) => zone.replaceAll('_', ' ');

/** A language in its own words. */
export function languageName(tag: string): string {
  const name = new Intl.DisplayNames([tag], { type: 'language' }).of(tag) ?? tag;
  // Most languages write their names small within a sentence, and these stand alone.
  return name.charAt(0).toLocaleUpperCase(tag) + name.slice(1);
}
