import type { Item, Value } from '../values/value.ts';

/** A place in an item: the name of an attribute, then names in maps and positions in lists. */
export type Path = readonly [string, ...(string | number)[]];

/** As validation messages have it: `[a, b, [0]]`. */
export const pathText = (path: Path): string =>
  `[${path.map((step) => (typeof step === 'number' ? `[${step}]` : step)).join(', ')}]`;

export const samePath = (left: Path, right: Path): boolean =>
  left.length === right.length && left.every((step, index) => step === right[index]);

/** One step into a value; undefined where it does not lead anywhere. */
export const memberAt = (value: Value, step: string | number): Value | undefined => {
  if (typeof step === 'number') return value.L?.[step];
  return value.M !== undefined && Object.hasOwn(value.M, step) ? value.M[step] : undefined;
};

export const valueAt = (item: Item, [name, ...steps]: Path): Value | undefined => {
  let value = Object.hasOwn(item, name) ? item[name] : undefined;
  for (const step of steps) {
    if (value === undefined) return undefined;
    value = memberAt(value, step);
  }
  return value;
};

/** How two paths of one expression get into each other's way. */
export type Clash = 'overlap' | 'conflict' | undefined;

const clash = (left: Path, right: Path): Clash => {
  const shared = Math.min(left.length, right.length);
  for (let at = 0; at < shared; at += 1) {
    if (left[at] === right[at]) continue;
    // A list has no names, a map no positions.
    return typeof left[at] === typeof right[at] ? undefined : 'conflict';
  }
  return 'overlap';
};

/** The first two paths that cannot stand in one expression. */
export const clashOf = (
  paths: readonly Path[],
):
  | { readonly clash: 'overlap' | 'conflict'; readonly one: Path; readonly two: Path }
  | undefined => {
  // Only paths of one attribute can meet.
  const byName = Map.groupBy(paths, ([name]) => name);
  for (const group of byName.values())
    for (const [index, two] of group.entries()) {
      const one = group.find((other, at) => at < index && clash(other, two) !== undefined);
      const found = one === undefined ? undefined : clash(one, two);
      if (one !== undefined && found !== undefined) return { clash: found, one, two };
    }
  return undefined;
};
