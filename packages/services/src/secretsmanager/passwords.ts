import { randomInt } from 'node:crypto';
import { passwordNothing, passwordTooShort, passwordTypeEmpty } from './errors.ts';

export interface PasswordRequest {
  readonly PasswordLength?: number | undefined;
  readonly ExcludeCharacters?: string | undefined;
  readonly ExcludeNumbers?: boolean | undefined;
  readonly ExcludePunctuation?: boolean | undefined;
  readonly ExcludeUppercase?: boolean | undefined;
  readonly ExcludeLowercase?: boolean | undefined;
  readonly IncludeSpace?: boolean | undefined;
  readonly RequireEachIncludedType?: boolean | undefined;
}

const LOWER = 'abcdefghijklmnopqrstuvwxyz';
const USUAL_LENGTH = 32;
// API reference, GetRandomPassword, "ExcludePunctuation".
const PUNCTUATION = '!"#$%&\'()*+,-./:;<=>?@[\\]^_`{|}~';

const typesOf = (request: PasswordRequest): readonly string[] => {
  const types = [
    request.ExcludeLowercase === true ? '' : LOWER,
    request.ExcludeUppercase === true ? '' : LOWER.toUpperCase(),
    request.ExcludeNumbers === true ? '' : '0123456789',
    request.ExcludePunctuation === true ? '' : PUNCTUATION,
    request.IncludeSpace === true ? ' ' : '',
  ].filter((type) => type !== '');
  if (types.length === 0) throw passwordNothing();
  return types;
};

// Chance here is a secret: it comes from the operating system, whatever the service's other ids come from.
const oneOf = (characters: string): string => characters.charAt(randomInt(characters.length));

const shuffled = (characters: readonly string[]): string => {
  const all = [...characters];
  for (let at = all.length - 1; at > 0; at -= 1) {
    const other = randomInt(at + 1);
    [all[at], all[other]] = [all[other] ?? '', all[at] ?? ''];
  }
  return all.join('');
};

/** Each character is as likely as any other that may stand there. */
export const randomPassword = (request: PasswordRequest): string => {
  const length = request.PasswordLength ?? USUAL_LENGTH;
  const excluded = new Set(request.ExcludeCharacters ?? '');
  const types = typesOf(request).map((type) =>
    type
      .split('')
      .filter((character) => !excluded.has(character))
      .join(''),
  );
  const all = types.join('');
  if (all === '') throw passwordNothing();
  const required = request.RequireEachIncludedType === false ? [] : types;
  if (required.includes('')) throw passwordTypeEmpty();
  if (required.length > length) throw passwordTooShort();
  const certain = required.map(oneOf);
  const rest = Array.from({ length: length - certain.length }, () => oneOf(all));
  return shuffled([...certain, ...rest]);
};
