import { compilePolicy, type PolicyType } from '@gatehouse/policy';

/** A statement of a policy whose syntax the policy engine has accepted. */
export interface Statement {
  /** Name or ARN of the policy. */
  readonly policy: string;
  readonly index: number;
  readonly sid: string | undefined;
  readonly effect: 'Allow' | 'Deny';
  readonly actions: readonly string[] | undefined;
  readonly notActions: readonly string[] | undefined;
  readonly resources: readonly string[] | undefined;
  readonly notResources: readonly string[] | undefined;
  readonly principal: unknown;
  readonly notPrincipal: unknown;
  readonly condition: Readonly<Record<string, unknown>> | undefined;
}

const member = (value: unknown, name: string): unknown =>
  typeof value === 'object' && value !== null && Object.hasOwn(value, name)
    ? Reflect.get(value, name)
    : undefined;

/** One value or a list of them, as texts; undefined where the member is absent. */
const texts = (value: unknown): readonly string[] | undefined =>
  value === undefined ? undefined : [value].flat().map(String);

export const isRecord = (value: unknown): value is Readonly<Record<string, unknown>> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

/** @throws PolicySyntaxError */
export const readStatements = (
  document: string,
  type: PolicyType,
  policy: string,
): readonly Statement[] => {
  compilePolicy(document, type);
  const parsed: unknown = JSON.parse(document);
  return [member(parsed, 'Statement')].flat().map((statement, index) => {
    const sid = member(statement, 'Sid');
    const condition = member(statement, 'Condition');
    return {
      policy,
      index,
      sid: typeof sid === 'string' ? sid : undefined,
      effect: member(statement, 'Effect') === 'Allow' ? 'Allow' : 'Deny',
      actions: texts(member(statement, 'Action')),
      notActions: texts(member(statement, 'NotAction')),
      resources: texts(member(statement, 'Resource')),
      notResources: texts(member(statement, 'NotResource')),
      principal: member(statement, 'Principal'),
      notPrincipal: member(statement, 'NotPrincipal'),
      condition: isRecord(condition) ? condition : undefined,
    };
  });
};

/**
 * Whether a pattern of `*` and `?` matches, without case. Two pointers and the place of the last star: an earlier star never
 * needs another try, so the work is bounded by the product of the lengths.
 */
export const matchesGlob = (pattern: string, text: string): boolean => {
  const wanted = pattern.toLowerCase();
  const given = text.toLowerCase();
  let p = 0;
  let t = 0;
  let star = -1;
  let resume = 0;
  while (t < given.length) {
    const letter = wanted.charAt(p);
    if (letter === '*') {
      star = p;
      p += 1;
      resume = t;
    } else if (p < wanted.length && (letter === '?' || letter === given.charAt(t))) {
      p += 1;
      t += 1;
    } else if (star >= 0) {
      p = star + 1;
      resume += 1;
      t = resume;
    } else return false;
  }
  while (wanted.charAt(p) === '*') p += 1;
  return p === wanted.length;
};

/** Whether the statement is about an action, whatever its resource and conditions are. */
export const coversAction = ({ actions, notActions }: Statement, action: string): boolean =>
  actions === undefined
    ? notActions?.every((pattern) => !matchesGlob(pattern, action)) === true
    : actions.some((pattern) => matchesGlob(pattern, action));
