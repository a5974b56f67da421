import { RotationFailure } from './errors.ts';
import type { RotationTools } from './tools.ts';

/** What AWS's own rotation functions leave out: letters that connection strings give a meaning. */
const EXCLUDED = ':/@"\'\\';
const LENGTH = 32;

const flag = ({ variable }: RotationTools, name: string, otherwise: boolean): boolean => {
  const text = variable(name);
  if (text === undefined) return otherwise;
  const value = text.toLowerCase();
  if (value === 'true' || value === 'false') return value === 'true';
  throw new RotationFailure(`${name} is true or false`);
};

const lengthOf = ({ variable }: RotationTools): number => {
  const text = variable('PASSWORD_LENGTH') ?? String(LENGTH);
  const length = /^\d{1,4}$/.test(text) ? Number(text) : 0;
  // GetRandomPassword takes 1 to 4096; a password of a few letters protects nothing.
  if (length < 8 || length > 4096) throw new RotationFailure('PASSWORD_LENGTH is 8 to 4096');
  return length;
};

/** A password of GetRandomPassword, as the variables say that AWS's own rotation functions have. */
export const newPassword = async (tools: RotationTools): Promise<string> => {
  const { RandomPassword: password } = await tools.secrets.getRandomPassword({
    PasswordLength: lengthOf(tools),
    ExcludeCharacters: tools.variable('EXCLUDE_CHARACTERS') ?? EXCLUDED,
    ExcludeNumbers: flag(tools, 'EXCLUDE_NUMBERS', false),
    ExcludePunctuation: flag(tools, 'EXCLUDE_PUNCTUATION', false),
    ExcludeUppercase: flag(tools, 'EXCLUDE_UPPERCASE', false),
    ExcludeLowercase: flag(tools, 'EXCLUDE_LOWERCASE', false),
    RequireEachIncludedType: flag(tools, 'REQUIRE_EACH_INCLUDED_TYPE', true),
  });
  if (password === undefined) throw new RotationFailure('GetRandomPassword answered no password');
  return password;
};
