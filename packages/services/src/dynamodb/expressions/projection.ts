import { emptyItem, type Item, type Value } from '../values/value.ts';
import { clashOf, memberAt, type Path, pathText } from './path.ts';
import type { Reader } from './reader.ts';

/** Paths of which no two meet. */
export type Projection = readonly Path[];

export const requireApart = (reader: Pick<Reader, 'wrong'>, paths: readonly Path[]): void => {
  const found = clashOf(paths);
  if (found === undefined) return;
  throw reader.wrong(
    `Two document paths ${found.clash} with each other; must remove or rewrite one of these paths; path one: ${pathText(found.one)}, path two: ${pathText(found.two)}`,
  );
};

/** DynamoDB Developer Guide, "Using projection expressions". */
export const parseProjection = (reader: Reader): Projection => {
  const paths = [reader.path()];
  while (reader.isSymbol(',')) {
    reader.next();
    paths.push(reader.path());
  }
  reader.end();
  requireApart(reader, paths);
  return paths;
};

/** What of a value the paths below it ask for; undefined: nothing that is there. */
const projectedValue = (
  value: Value,
  paths: readonly (readonly (string | number)[])[],
): Value | undefined => {
  if (paths.some((path) => path.length === 0)) return value;
  const byStep = Map.groupBy(paths, ([step = '']) => step);
  const found: [string | number, Value][] = [];
  for (const [step, below] of byStep) {
    const member = memberAt(value, step);
    if (member === undefined) continue;
    const projected = projectedValue(
      member,
      below.map((path) => path.slice(1)),
    );
    if (projected !== undefined) found.push([step, projected]);
  }
  if (found.length === 0) return undefined;
  if (value.L !== undefined) {
    const inOrder = found.toSorted(([one], [other]) => Number(one) - Number(other));
    return { L: inOrder.map(([, member]) => member) };
  }
  return { M: Object.assign(emptyItem(), Object.fromEntries(found)) };
};

/** The item as a projection leaves it: lists keep the order of their elements and lose the others. */
export const projected = (item: Item, projection: Projection): Item => {
  const result = emptyItem();
  const byName = Map.groupBy(projection, ([name]) => name);
  for (const [name, paths] of byName) {
    const value = Object.hasOwn(item, name) ? item[name] : undefined;
    const found =
      value === undefined
        ? undefined
        : projectedValue(
            value,
            paths.map((path) => path.slice(1)),
          );
    if (found !== undefined) result[name] = found;
  }
  return result;
};
