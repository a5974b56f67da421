/** Reading records, of which services give the members. */

export const text = (value: unknown): string | undefined =>
  typeof value === 'string' ? value : undefined;

/** An own member of an object. */
export const member = (value: unknown, name: string): unknown =>
  value !== null && typeof value === 'object' && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;
