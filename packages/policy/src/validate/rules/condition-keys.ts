import { isProviderKey, ownerOfConditionKey, splitAction } from '../../catalog/index.ts';
import type { ConditionKey } from '../../catalog/index.ts';
import type { ConditionView, StatementView } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { Knowledge } from '../knowledge.ts';
import { familiesFor, type Operator } from '../operator.ts';
import type { StatementRule } from '../rule.ts';

/** Each condition key exists and is compared by an operator that fits its type. */
export const conditionKeyProblems: StatementRule = (statement, _policy, knowledge) =>
  statement.conditions.flatMap((condition) => {
    const known = knowledge.conditionKey(condition.key);
    return [
      ...existence(condition, known, knowledge),
      ...trustworthiness(condition),
      ...(known === undefined ? [] : operatorProblems(condition, known, statement)),
    ];
  });

const TAG_KEYS = new Set([
  'aws:principaltag',
  'aws:requesttag',
  'aws:resourcetag',
  'ec2:resourcetag',
  'ecs:resourcetag',
  'iam:resourcetag',
]);

const existence = (
  { key, lowerKey, keyPlace }: ConditionView,
  known: ConditionKey | undefined,
  knowledge: Knowledge,
): readonly Problem[] => {
  const colon = key.indexOf(':');
  if (colon <= 0 || colon === key.length - 1)
    return [problem('INVALID_CONDITION_KEY_FORMAT', keyPlace)];
  if (known !== undefined) return [];
  const tagKey = lowerKey.endsWith('/') ? lowerKey.slice(0, -1) : lowerKey;
  if (TAG_KEYS.has(tagKey)) {
    const written = key.endsWith('/') ? key : `${key}/`;
    return [problem('MISSING_TAG_KEY_IN_CONDITION', keyPlace, { key: written })];
  }
  if (lowerKey === 'aws:arn') return [problem('DEPRECATED_GLOBAL_CONDITION_KEY', keyPlace)];
  // Whoever runs a provider decides which claims its tokens carry.
  if (isProviderKey(key)) return [];
  const [prefix] = splitAction(key);
  if (prefix.toLowerCase() === 'aws')
    return [problem('INVALID_GLOBAL_CONDITION_KEY', keyPlace, { key })];
  const exists = knowledge.services.has(ownerOfConditionKey(key));
  return exists
    ? [problem('INVALID_SERVICE_CONDITION_KEY', keyPlace, { key, service: prefix })]
    : [problem('INVALID_SERVICE', keyPlace, { service: prefix })];
};

/** IAM User Guide, "aws:Referer" and "aws:UserAgent": headers that any client can set. */
const SPOOFABLE = new Set(['aws:referer', 'aws:useragent']);

const trustworthiness = ({ key, lowerKey, keyPlace }: ConditionView): readonly Problem[] =>
  SPOOFABLE.has(lowerKey) ? [problem('UNTRUSTWORTHY_CONDITION_KEY', keyPlace, { key })] : [];

const operatorProblems = (
  condition: ConditionView,
  known: ConditionKey,
  { effect }: StatementView,
): readonly Problem[] => {
  const { operator, key, keyPlace } = condition;
  if (operator === undefined || operator.family === 'Null') return [];
  const found: Problem[] = [];
  if (known.multivalued && operator.set === undefined)
    found.push(problem('MISSING_QUALIFIER', keyPlace, { key }));
  if (!known.multivalued && operator.set === 'ForAllValues' && effect === 'Allow')
    found.push(problem('FORALLVALUES_WITH_SINGLE_VALUED_KEY', keyPlace, { key }));
  return [...found, ...familyProblems(condition, operator, known)];
};

const familyProblems = (
  { operatorText, key, keyPlace }: ConditionView,
  operator: Operator,
  known: ConditionKey,
): readonly Problem[] => {
  // The data call some keys that hold ARNs strings.
  const type = known.type === 'String' && /arn$/i.test(known.name) ? 'ARN' : known.type;
  const families = familiesFor(type);
  if (type === 'ARN' && operator.family === 'String' && operator.like)
    return [
      problem('STRING_LIKE_OPERATOR_WITH_ARN_CONDITION_KEYS', keyPlace, {
        allowed: operator.negated ? 'ArnNotLike' : 'ArnLike',
        operator: operatorText,
        key,
      }),
    ];
  if (families.includes(operator.family)) return [];
  const allowed = families[0] ?? 'String';
  return [problem('TYPE_MISMATCH', keyPlace, { allowed, operator: operatorText, key })];
};
