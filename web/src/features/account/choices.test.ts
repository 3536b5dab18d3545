import { expect, it } from 'vitest';
import { languageOptions, timeZoneOptions } from './choices';

it('offers nothing first, then what this device has', () => {
  expect(Object.keys(languageOptions('', 'pt-BR')).slice(0, 2)).toEqual(['', 'pt-BR']);
  expect(Object.keys(timeZoneOptions('', 'Europe/Lisbon')).slice(0, 2)).toEqual(['', 'Europe/Lisbon']);
});

it('names languages in their own words, and zones without underscores', () => {
  expect(languageOptions('', '').fr).toBe('Français');
  expect(timeZoneOptions('', '')['America/New_York']).toBe('America/New York');
});

it('keeps what was chosen elsewhere, even if it is not among the usual ones', () => {
  expect(languageOptions('gsw-CH', '')).toHaveProperty('gsw-CH');
  expect(timeZoneOptions('Etc/GMT+5', '')).toHaveProperty('Etc/GMT+5');
});

it('does not offer what the API would not take', () => {
  expect(languageOptions('', 'de-DE-u-co-phonebk')).not.toHaveProperty('de-DE-u-co-phonebk');
});
