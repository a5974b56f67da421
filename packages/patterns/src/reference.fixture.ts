/** The semantics told as plainly as can be: every choice of values is tried. It shares nothing with the engine. */
export const referenceMatches = (pattern: unknown, event: unknown): boolean =>
  expand(pattern, '').some((fields) => {
    const sorted = [...fields].toSorted(([a], [b]) => (a < b ? -1 : 1));
    return tryFields(sorted, flatten(event, '', new Map(), { arrays: 0 }), new Map());
  });

type Tests = readonly unknown[];
type Members = ReadonlyMap<number, number>;
interface Found {
  readonly path: string;
  readonly value: unknown;
  readonly members: Members;
}

const isObject = (value: unknown): value is Readonly<Record<string, unknown>> =>
  value !== null && typeof value === 'object' && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : [value]);

const join = (path: string, name: string): string => (path === '' ? name : `${path}.${name}`);

const expand = (node: unknown, path: string): ReadonlyMap<string, Tests>[] => {
  let all: ReadonlyMap<string, Tests>[] = [new Map()];
  if (!isObject(node)) return all;
  for (const [name, value] of Object.entries(node)) {
    const parts =
      name === '$or'
        ? listOf(value).flatMap((item) => expand(item, path))
        : Array.isArray(value)
          ? [new Map<string, Tests>([[join(path, name), value]])]
          : expand(value, join(path, name));
    all = all.flatMap((one) => parts.map((part) => new Map([...one, ...part])));
  }
  return all;
};

const flatten = (
  value: unknown,
  path: string,
  members: Members,
  counter: { arrays: number },
): readonly Found[] => {
  if (isObject(value))
    return Object.entries(value).flatMap(([name, item]) =>
      flatten(item, join(path, name), members, counter),
    );
  if (!Array.isArray(value)) return [{ path, value, members }];
  const array = counter.arrays;
  counter.arrays += 1;
  return value.flatMap((item: unknown, index) =>
    flatten(
      item,
      path,
      item !== null && typeof item === 'object' ? new Map([...members, [array, index]]) : members,
      counter,
    ),
  );
};

const tryFields = (
  [first, ...rest]: readonly (readonly [string, Tests])[],
  found: readonly Found[],
  so: Members,
): boolean => {
  if (first === undefined) return true;
  const [path, tests] = first;
  const fitting = found.filter(
    (one) =>
      one.path === path &&
      [...one.members].every(([array, index]) => (so.get(array) ?? index) === index),
  );
  const absent = fitting.length === 0 && tests.some((test) => operand(test, 'exists') === false);
  return (
    (absent && tryFields(rest, found, so)) ||
    fitting.some(
      ({ value, members }) =>
        tests.some((test) => accepts(test, value)) &&
        tryFields(rest, found, new Map([...so, ...members])),
    )
  );
};

const operand = (test: unknown, name: string): unknown => (isObject(test) ? test[name] : undefined);

const accepts = (test: unknown, value: unknown): boolean => {
  if (!isObject(test)) return equal(test, value);
  const [[operator, wanted] = ['', undefined]] = Object.entries(test);
  if (operator === 'exists') return wanted === true;
  if (operator !== 'anything-but') return holds(operator, wanted, value);
  if (!isObject(wanted)) return !listOf(wanted).some((one) => one === value);
  const [[inner, texts] = ['', undefined]] = Object.entries(wanted);
  return !listOf(texts).some((text) => holds(inner, text, value));
};

const equal = (wanted: unknown, value: unknown): boolean =>
  wanted === value ||
  (typeof wanted === 'string' &&
    typeof value === 'string' &&
    v4(wanted) !== undefined &&
    v4(wanted) === v4(value));

const v4 = (text: string): number | undefined =>
  /^\d+\.\d+\.\d+\.\d+$/.test(text) && text.split('.').every((part) => Number(part) < 256)
    ? text.split('.').reduce((sum, part) => sum * 256 + Number(part), 0)
    : undefined;

const caseless = (text: string): string => text.toLowerCase();

const holds = (operator: string, wanted: unknown, value: unknown): boolean => {
  if (operator === 'numeric') return typeof value === 'number' && inRange(listOf(wanted), value);
  if (typeof value !== 'string') return false;
  if ((operator === 'prefix' || operator === 'suffix') && isObject(wanted))
    return holds(operator, caseless(String(wanted['equals-ignore-case'])), caseless(value));
  const text = String(wanted);
  if (operator === 'prefix') return value.slice(0, text.length) === text;
  if (operator === 'suffix') return text === '' || value.slice(-text.length) === text;
  if (operator === 'equals-ignore-case') return caseless(text) === caseless(value);
  if (operator === 'wildcard') return glob(text, value);
  return inNetwork(text, value);
};

const inRange = (list: readonly unknown[], value: number): boolean => {
  const [operator, bound, ...rest] = list;
  const limit = Number(bound);
  const within =
    (operator === '=' && value === limit) ||
    (operator === '<' && value < limit) ||
    (operator === '<=' && value <= limit) ||
    (operator === '>' && value > limit) ||
    (operator === '>=' && value >= limit);
  return within && (rest.length === 0 || inRange(rest, value));
};

const inNetwork = (cidr: string, value: string): boolean => {
  const [address = '', size] = cidr.split('/');
  const host = v4(value);
  const network = v4(address);
  const block = 2 ** (32 - Number(size));
  return (
    host !== undefined &&
    network !== undefined &&
    Math.floor(host / block) === Math.floor(network / block)
  );
};

const glob = (pattern: string, value: string): boolean => {
  if (pattern === '') return value === '';
  if (pattern.startsWith('*'))
    return glob(pattern.slice(1), value) || (value !== '' && glob(pattern, value.slice(1)));
  const literal = pattern.startsWith('\\') ? pattern.slice(1) : pattern;
  return value !== '' && value[0] === literal[0] && glob(literal.slice(1), value.slice(1));
};
