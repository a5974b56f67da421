import { isRecord, kindOf, own } from '../json.ts';
import { at, wrong } from './case-error.ts';

/** A policy as it was given, and what to call it. */
export interface GivenPolicy {
  readonly id: string;
  /** JSON text, or the value of it. */
  readonly document: unknown;
  /** Where it stands in the case. */
  readonly member: string;
}

export interface GivenLevel {
  readonly targetId: string;
  readonly policies: readonly GivenPolicy[];
}

const DOCUMENT = [
  'document',
  'policy',
  'policyDocument',
  'PolicyDocument',
  'Document',
  'Content',
  'content',
];
const ID = ['id', 'name', 'policyId', 'arn', 'PolicyName', 'PolicyArn', 'Name', 'Arn', 'Id'];
const TARGET = ['targetId', 'target', 'orgIdentifier', 'level', 'TargetId', 'name', 'id'];

const firstOf = (record: Readonly<Record<string, unknown>>, names: readonly string[]): unknown =>
  names.map((name) => own(record, name)).find((value) => value !== undefined && value !== null);

/** IAM's own answers hold documents URL-encoded. */
const decoded = (text: string, member: string): string => {
  if (!text.trimStart().startsWith('%7B')) return text;
  try {
    return decodeURIComponent(text);
  } catch {
    return wrong(member, 'is neither JSON nor URL-encoded JSON');
  }
};

/** One policy: an object, its JSON text, or `{id, document}`. */
const readPolicy = (value: unknown, member: string, id: string): GivenPolicy => {
  if (typeof value === 'string') return { id, document: decoded(value, member), member };
  if (!isRecord(value))
    return wrong(member, `expected a policy (an object or its JSON text), not ${kindOf(value)}`);
  const inner = Object.hasOwn(value, 'Statement') ? undefined : firstOf(value, DOCUMENT);
  if (inner === undefined) return { id, document: value, member };
  const name = firstOf(value, ID);
  const given = readPolicy(inner, member, typeof name === 'string' && name !== '' ? name : id);
  return given;
};

/** None, one or many policies. */
export const readPolicies = (
  value: unknown,
  member: string,
  prefix: string,
): readonly GivenPolicy[] => {
  if (value === undefined) return [];
  if (!Array.isArray(value)) return [readPolicy(value, member, `${prefix}-0`)];
  return value.map((item, index) => readPolicy(item, at(member, index), `${prefix}-${index}`));
};

/** At most one policy; a list of one is taken for it. */
export const readOnePolicy = (
  value: unknown,
  member: string,
  id: string,
): GivenPolicy | undefined => {
  if (!Array.isArray(value)) return value === undefined ? undefined : readPolicy(value, member, id);
  if (value.length > 1) wrong(member, `takes one policy, not ${value.length}`);
  return value.length === 0 ? undefined : readPolicy(value[0], at(member, 0), id);
};

/**
 * Levels of an organization, root first: `[{targetId, policies}]`, a list of lists, or `{targetId: policies}`. In a
 * list of plain policies each is a level of its own, but one that only denies belongs to the level before it: that
 * reading never allows more than another. `implied` policies are attached to each level that is not spelled out.
 */
export const readLevels = (
  value: unknown,
  member: string,
  prefix: string,
  implied: readonly GivenPolicy[] = [],
): readonly GivenLevel[] | undefined => {
  if (value === undefined) return undefined;
  if (!Array.isArray(value)) {
    if (!isRecord(value) || looksLikePolicy(value))
      return [plainLevel(readPolicy(value, member, `${prefix}-0`), 0, implied)];
    if (Object.hasOwn(value, 'policies')) return [readLevel(value, member, prefix, 0)];
    return Object.entries(value).map(([targetId, policies]) => ({
      targetId,
      policies: readPolicies(policies ?? undefined, at(member, targetId), `${prefix}-${targetId}`),
    }));
  }
  const levels: GivenLevel[] = [];
  value.forEach((item: unknown, index) => {
    const place = at(member, index);
    if (Array.isArray(item) || (isRecord(item) && Object.hasOwn(item, 'policies'))) {
      levels.push(readLevel(item, place, `${prefix}-${index}`, index));
      return;
    }
    const policy = readPolicy(item, place, `${prefix}-${index}`);
    const before = onlyDenies(policy.document) ? levels.pop() : undefined;
    levels.push(
      before === undefined
        ? plainLevel(policy, index, implied)
        : { ...before, policies: [...before.policies, policy] },
    );
  });
  return levels;
};

const looksLikePolicy = (value: Readonly<Record<string, unknown>>): boolean =>
  Object.hasOwn(value, 'Statement') || firstOf(value, DOCUMENT) !== undefined;

const plainLevel = (
  policy: GivenPolicy,
  index: number,
  implied: readonly GivenPolicy[],
): GivenLevel => ({ targetId: `level-${index}`, policies: [...implied, policy] });

const readLevel = (value: unknown, member: string, prefix: string, index: number): GivenLevel => {
  if (!isRecord(value))
    return { targetId: `level-${index}`, policies: readPolicies(value, member, prefix) };
  const target = firstOf(value, TARGET);
  return {
    targetId: typeof target === 'string' && target !== '' ? target : `level-${index}`,
    policies: readPolicies(own(value, 'policies') ?? undefined, at(member, 'policies'), prefix),
  };
};

const onlyDenies = (document: unknown): boolean => {
  const value = typeof document === 'string' ? parsed(document) : document;
  if (!isRecord(value)) return false;
  const statements: unknown = own(value, 'Statement');
  const list: readonly unknown[] = Array.isArray(statements) ? statements : [statements];
  return list.every((one) => isRecord(one) && own(one, 'Effect') === 'Deny');
};

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};
