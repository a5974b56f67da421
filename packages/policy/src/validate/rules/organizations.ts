import { splitAction } from '../../catalog/index.ts';
import { type ConditionView, hasWildcard, type StatementView } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { Knowledge } from '../knowledge.ts';
import type { StatementRule } from '../rule.ts';
import { isEverybody } from './principals.ts';

/**
 * Resource control policies: AWS Organizations User Guide, "RCP syntax". Allow belongs to the managed
 * RCPFullAWSAccess alone, whose statement is everything.
 */
export const resourceControlProblems: StatementRule = (statement, policy, knowledge) => {
  if (policy.type !== 'RESOURCE_CONTROL_POLICY') return [];
  const { actions, effect } = statement;
  const found: Problem[] = [];
  if (actions?.element === 'NotAction')
    found.push(problem('RCP_SYNTAX_ERROR_NOTACTION', actions.node));
  else found.push(...actionProblems(statement, knowledge));
  if (effect === 'Allow' && !isFullAccess(statement))
    found.push(problem('RCP_SYNTAX_ERROR_ALLOW', statement.node));
  return [...found, ...perimeterProblems(statement)];
};

const actionProblems = (
  { actions, effect }: StatementView,
  { servicesUnderRcp }: Knowledge,
): readonly Problem[] =>
  (actions?.values ?? []).flatMap((node) => {
    if (node.value === '*' && effect === 'Allow') return [];
    const [prefix, name] = splitAction(node.value);
    const supported =
      name !== undefined && !hasWildcard(prefix) && servicesUnderRcp.has(prefix.toLowerCase());
    return supported ? [] : [problem('RCP_SYNTAX_ERROR_ACTION', node)];
  });

const isFullAccess = ({ principals, resources, conditions }: StatementView): boolean =>
  principals !== undefined &&
  isEverybody(principals) &&
  resources?.element === 'Resource' &&
  resources.values.every(({ value }) => value === '*') &&
  conditions.length === 0;

const PRINCIPAL_KEYS = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
]);
const SOURCE_KEYS = new Set([
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
]);

/**
 * "Establish permissions guardrails using data perimeters": a key about the principal is absent when a service calls,
 * and a key about the source is absent when a principal calls; a Deny must say which of the two it means.
 */
const perimeterProblems = ({ conditions, effect }: StatementView): readonly Problem[] => {
  if (effect !== 'Deny') return [];
  return conditions.filter(denies).flatMap((condition) => {
    const { key, lowerKey, keyPlace } = condition;
    if (PRINCIPAL_KEYS.has(lowerKey) && !says(conditions, 'aws:principalisawsservice', 'false'))
      return [problem('RCP_MISSING_RELATED_PRINCIPAL_CONDITION_KEY', keyPlace, { key })];
    if (!SOURCE_KEYS.has(lowerKey)) return [];
    if (!says(conditions, 'aws:principalisawsservice', 'true'))
      return [problem('RCP_MISSING_RELATED_SERVICE_PRINCIPAL_CONDITION_KEY', keyPlace, { key })];
    const sourced =
      says(conditions, 'aws:sourceaccount', 'false', 'Null') ||
      says(conditions, 'aws:sourcearn', 'false', 'Null');
    return sourced
      ? []
      : [problem('RCP_MISSING_SERVICE_CONDITION_KEY_NULL_CHECK', keyPlace, { key })];
  });
};

/** A negated operator is true for an absent key, so it is what catches whom it should not. */
const denies = ({ operator }: ConditionView): boolean => operator?.negated === true;

const says = (
  conditions: readonly ConditionView[],
  key: string,
  value: string,
  family: 'Bool' | 'Null' = 'Bool',
): boolean =>
  conditions.some(
    ({ operator, lowerKey, values }) =>
      operator?.family === family &&
      lowerKey === key &&
      values.some((node) => String(node.value).toLowerCase() === value),
  );
