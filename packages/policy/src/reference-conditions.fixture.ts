import { BlockList, isIP } from 'node:net';

/** Condition keys by their names in lower case. */
export type Keys = ReadonlyMap<string, string | readonly string[]>;

/** A character of a pattern; `run` and `one` are the wildcards. */
type Token = { readonly kind: 'char'; readonly char: string } | { readonly kind: 'run' | 'one' };

const literal = (text: string): readonly Token[] =>
  Array.from(text, (char) => ({ kind: 'char', char }));

const withWildcards = (text: string): readonly Token[] =>
  Array.from(text, (char): Token => {
    if (char === '*') return { kind: 'run' };
    return char === '?' ? { kind: 'one' } : { kind: 'char', char };
  });

/** The pattern of a value; `undefined` when one of its variables has no value. */
const pattern = (
  value: string,
  keys: Keys,
  { variables, wild }: { readonly variables: boolean; readonly wild: boolean },
): readonly Token[] | undefined => {
  const plain = wild ? withWildcards : literal;
  if (!variables) return plain(value);
  const tokens: Token[] = [];
  let rest = value;
  for (;;) {
    const start = rest.indexOf('${');
    if (start < 0) return [...tokens, ...plain(rest)];
    tokens.push(...plain(rest.slice(0, start)));
    const variable = /^\$\{(?:([*?$])|\s*([^,}']+?)\s*(?:,\s*'([^']*)'\s*)?)\}/.exec(
      rest.slice(start),
    );
    if (variable === null) return undefined;
    const [all, char, key = '', fallback] = variable;
    const text = char ?? keys.get(key.toLowerCase()) ?? fallback;
    if (typeof text !== 'string') return undefined;
    tokens.push(...literal(text));
    rest = rest.slice(start + all.length);
  }
};

/** All places in the pattern that the text so far can have led to: no pointers, no going back. */
const accepts = (tokens: readonly Token[], text: string): boolean => {
  const skipRuns = (places: ReadonlySet<number>): ReadonlySet<number> => {
    const reached = new Set(places);
    for (const place of reached) if (tokens[place]?.kind === 'run') reached.add(place + 1);
    return reached;
  };
  let places = skipRuns(new Set([0]));
  for (const char of text) {
    const next = new Set<number>();
    for (const place of places) {
      const token = tokens[place];
      if (token?.kind === 'run') next.add(place);
      else if (token?.kind === 'one' || (token?.kind === 'char' && token.char === char)) {
        next.add(place + 1);
      }
    }
    places = skipRuns(next);
  }
  return places.has(tokens.length);
};

export const patternCovers = (
  value: string,
  text: string,
  keys: Keys,
  variables: boolean,
): boolean | undefined => {
  const tokens = pattern(value, keys, { variables, wild: true });
  return tokens && accepts(tokens, text);
};

const arnAccepts = (tokens: readonly Token[], arn: string): boolean => {
  const parts: Token[][] = [[]];
  for (const token of tokens) {
    if (token.kind === 'char' && token.char === ':' && parts.length < 6) parts.push([]);
    else parts.at(-1)?.push(token);
  }
  const [head = '', ...rest] = arn.split(':');
  const actual = [head, ...rest.slice(0, 4), rest.slice(4).join(':')];
  if (rest.length < 5) return false;
  if (parts.length === 1 && tokens.length === 1 && tokens[0]?.kind === 'run') return true;
  return parts.length === 6 && parts.every((part, at) => accepts(part, actual[at] ?? ''));
};

const decimalOrder = (left: string, right: string): number | undefined => {
  const forms = [left, right].map((text) => /^([+-]?)(\d+)(?:\.(\d+))?$/.exec(text));
  const [a, b] = forms.map((form) =>
    form === null
      ? undefined
      : BigInt(`${form[1] ?? ''}${form[2] ?? ''}${(form[3] ?? '').padEnd(20, '0')}`),
  );
  if (a === undefined || b === undefined) return undefined;
  if (a === b) return 0;
  return a < b ? -1 : 1;
};

const instant = (text: string): number | undefined => {
  if (/^-?\d{5,}$/.test(text) || /^\d{1,3}$/.test(text)) return Number(text) * 1000;
  const time = /^\d{4}(-|$)/.test(text) ? Date.parse(text) : Number.NaN;
  if (Number.isNaN(time)) return undefined;
  const shown = new Date(time).toISOString();
  return text.endsWith('Z') || text.length <= 10
    ? shown.startsWith(text.slice(0, 10))
      ? time
      : undefined
    : time;
};

const mapped = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, '');

const inNetwork = (network: string, text: string): boolean | undefined => {
  const [base = '', bits] = network.split('/');
  const family = isIP(base) === 6 ? 'ipv6' : 'ipv4';
  const prefix = Number(bits ?? (family === 'ipv6' ? 128 : 32));
  if (isIP(base) === 0 || prefix > (family === 'ipv6' ? 128 : 32)) return undefined;
  const address = mapped(text);
  if (isIP(address) !== isIP(base)) return false;
  const list = new BlockList();
  list.addSubnet(base, prefix, family);
  return list.check(address, family);
};

const holds = (relation: string, order: number | undefined): boolean => {
  if (order === undefined) return false;
  if (relation.endsWith('LessThan')) return order < 0;
  if (relation.endsWith('LessThanEquals')) return order <= 0;
  if (relation.endsWith('GreaterThan')) return order > 0;
  return relation.endsWith('GreaterThanEquals') ? order >= 0 : order === 0;
};

/** Whether one value of the policy fits; `undefined` when it cannot be used. */
const fits = (
  comparison: string,
  expected: string,
  actual: string,
  { keys, variables }: { readonly keys: Keys; readonly variables: boolean },
): boolean | undefined => {
  const lower = comparison.toLowerCase();
  if (lower.startsWith('string')) {
    const tokens = pattern(expected, keys, { variables, wild: lower.includes('like') });
    if (tokens === undefined || !lower.includes('ignorecase'))
      return tokens && accepts(tokens, actual);
    const text = tokens.map((token) => (token.kind === 'char' ? token.char : '')).join('');
    return text.toLowerCase() === actual.toLowerCase();
  }
  if (lower.startsWith('arn')) {
    const tokens = pattern(expected, keys, { variables, wild: true });
    return tokens && arnAccepts(tokens, actual);
  }
  if (lower.startsWith('numeric')) {
    return decimalOrder(expected, '0') === undefined
      ? undefined
      : holds(comparison, decimalOrder(actual, expected));
  }
  if (lower.startsWith('date')) {
    const bound = instant(expected);
    const time = instant(actual);
    if (bound === undefined) return undefined;
    return holds(comparison, time === undefined ? undefined : time - bound);
  }
  if (lower.endsWith('ipaddress')) return inNetwork(expected, actual);
  if (lower === 'bool') {
    return ['true', 'false'].includes(expected.toLowerCase())
      ? expected.toLowerCase() === actual.toLowerCase()
      : undefined;
  }
  if (lower === 'binaryequals') return expected === actual;
  throw new Error(`the reference does not know ${comparison}`);
};

export interface ConditionFacts {
  readonly keys: Keys;
  readonly variables: boolean;
  readonly allows: boolean;
  /** Whether the statement demands the key by a Null condition. */
  readonly demanded: boolean;
}

/** One operator and key of a Condition element. */
export const conditionHolds = (
  operator: string,
  key: string,
  values: readonly string[],
  facts: ConditionFacts,
): boolean => {
  const found = facts.keys.get(key.toLowerCase());
  const absent = found === undefined || (found.length === 0 && typeof found !== 'string');
  const quantifier = /^(forallvalues|foranyvalue):/i.exec(operator)?.[1]?.toLowerCase();
  const comparison = operator.replace(/^.*:/, '').replace(/ifexists$/i, '');
  if (comparison.toLowerCase() === 'null')
    return values.some((value) => value.toLowerCase() === String(absent));
  const negated = /not/i.test(comparison);
  const usable = values.every((value) => fits(comparison, value, 'probe', facts) !== undefined);
  if (absent && /ifexists$/i.test(operator)) return true;
  if (facts.allows && !usable) return false;
  if (absent) return quantifier === undefined ? negated : quantifier === 'forallvalues';
  const one = (actual: string): boolean =>
    values.some((value) => fits(comparison, value, actual, facts) === true) !== negated;
  if (found === '' && quantifier !== undefined)
    return quantifier === 'forallvalues' && !facts.demanded;
  if (typeof found === 'string') return one(found);
  if (quantifier === 'forallvalues') return found.every(one);
  if (quantifier === undefined && facts.allows && found.length !== 1) return false;
  return found.some(one);
};
