import {
  compilePolicy,
  type CompiledPolicy,
  contextKeysOf,
  type PolicyType,
} from '@gatehouse/policy';

/** Whether a condition key's value, or that it is absent, is known for the question. The name is in lower case. */
export type IsKnown = (key: string) => boolean;

/** A comparison of a policy whose outcome cannot be told. */
export interface OpenCondition {
  readonly operator: string;
  readonly key: string;
  readonly values: readonly string[];
}

/**
 * A policy in two readings: `wide` as if everything that is not known spoke for permission, `narrow` as if it spoke
 * against it. What both allow is allowed whatever the unknown is, and what neither allows never is.
 */
export interface Readings {
  readonly wide: CompiledPolicy;
  readonly narrow: CompiledPolicy;
  /** By a statement's index, what of it is not known. */
  readonly open: ReadonlyMap<number, readonly OpenCondition[]>;
}

type Json = Readonly<Record<string, unknown>>;

const isRecord = (value: unknown): value is Json =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

const listOf = (value: unknown): readonly unknown[] =>
  value === undefined ? [] : Array.isArray(value) ? value : [value];

// The statement keeps its place, so that decisions name it by the same index, and applies to nothing.
const NEVER = { Bool: { 'gatehouse:known': 'true' } };

/** Condition keys in the variables of a text. */
const variablesOf = (text: string): readonly string[] =>
  [...text.matchAll(/\$\{([^{}]*)\}/g)].flatMap(([, inside = '']) => {
    const key = (inside.split(',')[0] ?? '').trim().toLowerCase();
    return key.includes(':') ? [key] : [];
  });

interface Split {
  /** The conditions that can be told. */
  readonly told: Json;
  readonly open: readonly OpenCondition[];
}

const splitConditions = (condition: unknown, variables: boolean, isKnown: IsKnown): Split => {
  const open: OpenCondition[] = [];
  const told: [string, Json][] = [];
  for (const [operator, tests] of Object.entries(isRecord(condition) ? condition : {})) {
    const kept: [string, unknown][] = [];
    for (const [key, value] of Object.entries(isRecord(tests) ? tests : {})) {
      const values = listOf(value).map(String);
      const used = variables ? values.flatMap(variablesOf) : [];
      if ([key.toLowerCase(), ...used].every(isKnown)) kept.push([key, value]);
      else open.push({ operator, key, values });
    }
    if (kept.length > 0) told.push([operator, Object.fromEntries(kept)]);
  }
  return { told: Object.fromEntries(told), open };
};

const ELEMENTS = ['Resource', 'NotResource'] as const;

/** Resources with a variable that cannot be told, as the widest and the narrowest thing they can be. */
const splitResources = (statement: Json, isKnown: IsKnown) => {
  for (const element of ELEMENTS) {
    const values = listOf(statement[element]).map(String);
    const told = values.filter((value) => variablesOf(value).every(isKnown));
    if (told.length === values.length) continue;
    const open: OpenCondition = {
      operator: element,
      key: values.flatMap(variablesOf).join(', '),
      values,
    };
    if (element === 'Resource')
      return {
        open,
        wide: { Resource: '*' },
        narrow: told.length > 0 ? { Resource: told } : undefined,
      };
    const { NotResource: _excepted, ...rest } = statement;
    return {
      open,
      wide: told.length > 0 ? { NotResource: told } : { ...rest, Resource: '*' },
      replaces: told.length === 0,
      narrow: undefined,
    };
  }
  return undefined;
};

/** The statement reaching as far as it could, and no further than it surely does. */
const readStatement = (statement: unknown, variables: boolean, isKnown: IsKnown) => {
  if (!isRecord(statement)) return { most: statement, least: statement, open: [] };
  const conditions = splitConditions(statement['Condition'], variables, isKnown);
  const resources = variables ? splitResources(statement, isKnown) : undefined;
  const open = [...conditions.open, ...(resources === undefined ? [] : [resources.open])];
  if (open.length === 0) return { most: statement, least: statement, open };
  const base: Json =
    resources?.replaces === true ? resources.wide : { ...statement, ...resources?.wide };
  const most: Json = { ...base, Condition: conditions.told };
  const isCertain = conditions.open.length === 0 && resources?.narrow !== undefined;
  const least: Json = isCertain
    ? { ...statement, ...resources.narrow }
    : { ...statement, Condition: NEVER };
  return { most, least, open };
};

const readDocument = (document: string, isKnown: IsKnown) => {
  const value: unknown = JSON.parse(document);
  if (!isRecord(value)) throw new Error('a policy that was compiled is no object');
  const variables = value['Version'] === '2012-10-17';
  const open = new Map<number, readonly OpenCondition[]>();
  const wide: unknown[] = [];
  const narrow: unknown[] = [];
  for (const [index, statement] of listOf(value['Statement']).entries()) {
    const read = readStatement(statement, variables, isKnown);
    if (read.open.length > 0) open.set(index, read.open);
    const denies = isRecord(statement) && statement['Effect'] === 'Deny';
    wide.push(denies ? read.least : read.most);
    narrow.push(denies ? read.most : read.least);
  }
  return { value, open, wide, narrow };
};

/** Reads policies, each once for what of it is unknown. */
export interface Reader {
  /** @throws PolicySyntaxError */
  read(document: string, type: PolicyType, isKnown: IsKnown): Readings;
}

export const createReader = (): Reader => {
  const compiled = new Map<string, CompiledPolicy>();
  const made = new Map<string, Readings>();
  const compile = (document: string, type: PolicyType): CompiledPolicy => {
    const id = `${type} ${document}`;
    const found = compiled.get(id) ?? compilePolicy(document, type);
    compiled.set(id, found);
    return found;
  };
  return {
    read: (document, type, isKnown) => {
      const policy = compile(document, type);
      const unknown = contextKeysOf(policy).filter((key) => !isKnown(key.toLowerCase()));
      if (unknown.length === 0) return { wide: policy, narrow: policy, open: new Map() };
      const id = `${type} ${unknown.join(' ')} ${document}`;
      const known = made.get(id) ?? readingsOf(document, type, isKnown, compile);
      made.set(id, known);
      return known;
    },
  };
};

const readingsOf = (
  document: string,
  type: PolicyType,
  isKnown: IsKnown,
  compile: (document: string, type: PolicyType) => CompiledPolicy,
): Readings => {
  const { value, open, wide, narrow } = readDocument(document, isKnown);
  const text = (statements: readonly unknown[]): string =>
    JSON.stringify({ ...value, Statement: statements });
  return { wide: compile(text(wide), type), narrow: compile(text(narrow), type), open };
};
