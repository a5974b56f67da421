import type { JsonObject } from '../model.ts';

export const isObject = (value: unknown): value is JsonObject =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** An own member; what every object inherits is none. */
export const own = (object: JsonObject, name: string): unknown =>
  Object.hasOwn(object, name) ? object[name] : undefined;

export const textOf = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

export const objectOf = (value: unknown): JsonObject | undefined =>
  isObject(value) ? value : undefined;

/** The member whatever the case of its name: `dBInstanceIdentifier`, `ARN` and `aRN`; the exact name wins. */
export const loosely = (object: JsonObject, name: string): unknown => {
  const exact = own(object, name);
  if (exact !== undefined) return exact;
  const wanted = name.toLowerCase();
  for (const key in object)
    if (key.length === name.length && key.toLowerCase() === wanted && Object.hasOwn(object, key))
      return object[key];
  return undefined;
};
