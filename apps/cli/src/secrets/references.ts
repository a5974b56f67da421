import { UsageError } from '../errors.ts';

/** Where a secret's value goes: `DB_PASSWORD=prod/db#password`. */
export interface Reference {
  /** Of the environment variable. */
  readonly variable: string;
  readonly secretId: string;
  /** The member of a secret that is a JSON object; undefined: all of its text. */
  readonly member: string | undefined;
}

const VARIABLE = /^[A-Za-z_][A-Za-z0-9_]*$/;

/** @throws UsageError */
export const referenceOf = (option: string, text: string): Reference => {
  const at = text.indexOf('=');
  const variable = text.slice(0, Math.max(0, at));
  const [secretId = '', member, ...rest] = text.slice(at + 1).split('#');
  if (!VARIABLE.test(variable) || secretId === '' || rest.length > 0 || member === '')
    throw new UsageError(`--${option} is NAME=SECRET or NAME=SECRET#MEMBER; not "${text}"`);
  return { variable, secretId, member };
};

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The members of a secret that is a JSON object; undefined for other text. */
export const membersOf = (text: string): ReadonlyMap<string, string> | undefined => {
  try {
    const value: unknown = JSON.parse(text);
    if (!isObject(value)) return undefined;
    return new Map(
      Object.entries(value).map(([name, member]) => [
        name,
        typeof member === 'string' ? member : JSON.stringify(member),
      ]),
    );
  } catch {
    return undefined;
  }
};

/** What a reference asks of a secret's text. Says what is missing, never what is there. @throws UsageError */
export const referred = (text: string, { secretId, member }: Reference): string => {
  if (member === undefined) return text;
  const found = membersOf(text)?.get(member);
  if (found === undefined) throw new UsageError(`${secretId} has no member "${member}"`);
  return found;
};

/** The environment variables of every member of a secret. @throws UsageError */
export const everyMember = (text: string, secretId: string): ReadonlyMap<string, string> => {
  const members = membersOf(text);
  if (members === undefined) throw new UsageError(`${secretId} is no JSON object`);
  for (const name of members.keys())
    if (!VARIABLE.test(name))
      throw new UsageError(`${secretId} has a member that no environment variable can be named`);
  return members;
};
