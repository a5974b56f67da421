export type ConditionKeyType =
  | 'String'
  | 'ARN'
  | 'Bool'
  | 'Numeric'
  | 'Date'
  | 'IPAddress'
  | 'Binary';

/** A condition key as the Service Authorization Reference lists it. */
export interface ConditionKey {
  /** With its placeholder, where it has one: `aws:ResourceTag/${TagKey}`. */
  readonly name: string;
  readonly type: ConditionKeyType;
  /** `ArrayOf…` in the reference: the request may carry several values, so a set operator is needed. */
  readonly multivalued: boolean;
}

/** Condition keys that can be asked by the name a policy writes, in any case and with placeholders filled. */
export interface ConditionKeySet {
  readonly all: readonly ConditionKey[];
  find(name: string): ConditionKey | undefined;
}

const TYPES: ReadonlyMap<string, ConditionKeyType> = new Map([
  ['string', 'String'],
  ['arn', 'ARN'],
  ['bool', 'Bool'],
  ['boolean', 'Bool'],
  ['numeric', 'Numeric'],
  ['long', 'Numeric'],
  ['date', 'Date'],
  ['ipaddress', 'IPAddress'],
  ['binary', 'Binary'],
]);

export const conditionKey = (name: string, type: string): ConditionKey => {
  const multivalued = type.startsWith('ArrayOf');
  const single = (multivalued ? type.slice('ArrayOf'.length) : type).toLowerCase();
  return { name: withPlaceholder(name), type: TYPES.get(single) ?? 'String', multivalued };
};

/** The data spell a placeholder in three ways; here it is always `${…}`. */
const withPlaceholder = (name: string): string =>
  name.replace(/\/tag-key$/, '/${TagKey}').replace(/<([^<>]+)>/g, '${$1}');

/** The literal parts of a name around its placeholders, in lower case. */
const literals = (name: string): readonly string[] => name.toLowerCase().split(/\$\{[^${}]*\}/);

/** Each placeholder takes at least one character; found by position, so no name makes it slow. */
const fits = (parts: readonly string[], name: string): boolean => {
  const [first = '', ...rest] = parts;
  if (!name.startsWith(first)) return false;
  let from = first.length;
  for (const [index, part] of rest.entries()) {
    const last = index === rest.length - 1;
    const at = last ? name.length - part.length : name.indexOf(part, from + 1);
    if (at <= from || !name.startsWith(part, at)) return false;
    from = at + part.length;
  }
  return true;
};

interface KeyIndex {
  readonly exact: ReadonlyMap<string, ConditionKey>;
  readonly templates: readonly { readonly parts: readonly string[]; readonly key: ConditionKey }[];
}

const index = (keys: Iterable<ConditionKey>): KeyIndex => {
  const exact = new Map<string, ConditionKey>();
  for (const key of keys) {
    const lower = key.name.toLowerCase();
    if (!exact.has(lower)) exact.set(lower, key);
  }
  const templates = [...exact.values()]
    .map((key) => ({ parts: literals(key.name), key }))
    .filter(({ parts }) => parts.length > 1);
  return { exact, templates };
};

/** Indexed when it is first asked: there are 22 000 actions with a set each, and few are ever looked at. */
export const conditionKeySet = (keys: () => Iterable<ConditionKey>): ConditionKeySet => {
  let made: KeyIndex | undefined;
  const indexed = (): KeyIndex => (made ??= index(keys()));

  return {
    get all() {
      return [...indexed().exact.values()];
    },
    find: (name) => {
      const lower = name.toLowerCase();
      const { exact, templates } = indexed();
      return exact.get(lower) ?? templates.find(({ parts }) => fits(parts, lower))?.key;
    },
  };
};
