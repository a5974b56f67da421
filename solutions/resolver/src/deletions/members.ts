/** Members of JSON that somebody else wrote: nothing is taken for granted, and inherited members are none. */

export type Json = Readonly<Record<string, unknown>>;

export const asObject = (value: unknown): Json | undefined =>
  typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Json)
    : undefined;

export const asText = (value: unknown): string | undefined =>
  typeof value === 'string' && value !== '' ? value : undefined;

const swapFirst = (name: string): string => {
  const first = name.charAt(0);
  const upper = first.toUpperCase();
  return (first === upper ? first.toLowerCase() : upper) + name.slice(1);
};

/** CloudTrail spells the first letter of a member now small, now large: `DBInstanceIdentifier`, `dBInstanceIdentifier`. */
export const member = (value: unknown, name: string): unknown => {
  const object = asObject(value);
  if (object === undefined) return undefined;
  if (Object.hasOwn(object, name)) return object[name];
  const other = swapFirst(name);
  return Object.hasOwn(object, other) ? object[other] : undefined;
};

/** Longest list of one record that is looked at; calls of AWS take a thousand at most. */
const MOST_ITEMS = 1000;

const step = (values: readonly unknown[], part: string): readonly unknown[] => {
  const name = part.replace('[]', '');
  const found = name === '' ? values : values.map((value) => member(value, name));
  return found.flatMap((value) => (Array.isArray(value) ? value.slice(0, MOST_ITEMS) : [value]));
};

/**
 * The texts at `path` (`instancesSet.items[].instanceId`). A list is passed through wherever it stands, because what CloudTrail
 * writes as an object for one it writes as a list for several.
 */
export const textsAt = (value: unknown, path: string): readonly string[] =>
  path
    .split('.')
    .reduce<readonly unknown[]>(step, [value])
    .flatMap((found) => asText(found) ?? []);

export const textAt = (value: unknown, path: string): string | undefined => textsAt(value, path)[0];
