import { RotationFailure } from './errors.ts';

/** A secret's text as a JSON object; members that a function does not know stay as they are. */
export type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** The text of a secret, read. Nothing of it is in the message of what is thrown. @throws RotationFailure */
export const fieldsOf = (text: string, whose: string): Fields => {
  let value: unknown;
  try {
    value = JSON.parse(text);
  } catch {
    throw new RotationFailure(`${whose} is not JSON`);
  }
  if (!isFields(value)) throw new RotationFailure(`${whose} is not a JSON object`);
  return value;
};

const own = (fields: Fields, name: string): unknown =>
  Object.hasOwn(fields, name) ? fields[name] : undefined;

export const optionalText = (fields: Fields, name: string, whose: string): string | undefined => {
  const value = own(fields, name);
  if (value === undefined || value === null || value === '') return undefined;
  if (typeof value !== 'string') throw new RotationFailure(`"${name}" of ${whose} is not a text`);
  return value;
};

/** @throws RotationFailure */
export const requiredText = (fields: Fields, name: string, whose: string): string => {
  const value = optionalText(fields, name, whose);
  if (value === undefined) throw new RotationFailure(`"${name}" is missing from ${whose}`);
  return value;
};

/** A member that is an object itself, or none. @throws RotationFailure */
export const optionalFields = (fields: Fields, name: string, whose: string): Fields | undefined => {
  const value = own(fields, name);
  if (value === undefined || value === null) return undefined;
  if (!isFields(value)) throw new RotationFailure(`"${name}" of ${whose} is not an object`);
  return value;
};

/** A TCP port as number or digits, as consoles write it. @throws RotationFailure */
export const portOf = (fields: Fields, otherwise: number, whose: string): number => {
  const value = own(fields, 'port');
  if (value === undefined || value === null || value === '') return otherwise;
  const text = typeof value === 'number' ? String(value) : value;
  const port = typeof text === 'string' && /^\d{1,5}$/.test(text) ? Number(text) : 0;
  if (port < 1 || port > 65_535) throw new RotationFailure(`"port" of ${whose} is no TCP port`);
  return port;
};

export const memberOf = own;
