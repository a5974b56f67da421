import { parseInstant } from '../../matching/dates.ts';
import { parseDecimal } from '../../matching/numbers.ts';
import { type ConditionView, hasVariable, hasWildcard, valueText } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { ScalarNode, StringNode } from '../json-tree.ts';
import type { Operator } from '../operator.ts';
import { REGIONS } from '../regions.ts';
import type { StatementRule } from '../rule.ts';
import { isRegionalServicePrincipal, isServicePrincipal } from './principals.ts';

/** The values of each condition are of the form that its operator and key compare. */
export const conditionValueProblems: StatementRule = ({ conditions }) =>
  conditions.flatMap((condition) => {
    const { operator } = condition;
    if (operator === undefined) return [];
    return [
      ...emptyValues(condition, operator),
      ...severalBooleans(condition, operator),
      ...redundantNumbers(condition, operator),
      ...starOnly(condition, operator),
      ...condition.values.flatMap((node) => [
        ...formOf(node, condition, operator),
        ...keyFormat(node, condition, operator),
        ...sensitiveValue(node, condition, operator),
      ]),
    ];
  });

const emptyValues = ({ node, key }: ConditionView, operator: Operator): readonly Problem[] => {
  if (node.kind !== 'array' || node.items.length > 0) return [];
  if (operator.set === 'ForAllValues')
    return [problem('EMPTY_ARRAY_CONDITION_FORALLVALUES', node, { key })];
  if (operator.set === 'ForAnyValue')
    return [problem('EMPTY_ARRAY_CONDITION_FORANYVALUE', node, { key })];
  if (operator.ifExists) return [problem('EMPTY_ARRAY_CONDITION_IFEXISTS', node, { key })];
  return [problem('EMPTY_ARRAY_CONDITION', node, { key })];
};

const severalBooleans = ({ node, values }: ConditionView, operator: Operator): readonly Problem[] =>
  operator.family === 'Bool' && operator.set === undefined && values.length > 1
    ? [problem('INVALID_CONDITION_MULTIPLE_BOOLEAN', node)]
    : [];

const redundantNumbers = (condition: ConditionView, operator: Operator): readonly Problem[] => {
  const ordered = /^Numeric(Less|Greater)/.exec(operator.base);
  if (ordered === null || condition.values.length < 2) return [];
  const { node, operatorText, key } = condition;
  const which = ordered[1] === 'Less' ? 'greatest' : 'least';
  return [problem('REDUNDANT_CONDITION_VALUE_NUM', node, { operator: operatorText, which, key })];
};

/** `StringLike: "*"` only asks whether the key is there, or nothing at all. */
const starOnly = (condition: ConditionView, operator: Operator): readonly Problem[] => {
  const { values, node, operatorText, key } = condition;
  const everything = values.some((value) => /^\*+$/.test(valueText(value)));
  if (operator.family !== 'String' || !operator.like || !everything) return [];
  const words = { key, operator: operatorText, recommended: key };
  const { set, ifExists } = operator;
  if (operator.negated)
    return set === 'ForAnyValue' && !ifExists
      ? [problem('REDUNDANT_STATEMENT_DUE_TO_WILDCARD_IN_CONDITION', node, words)]
      : [problem('EQUIVALENT_TO_NULL_TRUE', node, words)];
  return ifExists || set === 'ForAllValues'
    ? [problem('REDUNDANT_KEY_DUE_TO_WILDCARD_IN_CONDITION', node, words)]
    : [problem('EQUIVALENT_TO_NULL_FALSE', node, words)];
};

type ValueNode = StringNode | ScalarNode;

const formOf = (
  node: ValueNode,
  { operatorText }: ConditionView,
  operator: Operator,
): readonly Problem[] => {
  const text = valueText(node);
  const words = { operator: operatorText };
  if (hasVariable(text)) return [];
  switch (operator.family) {
    case 'String':
      return !operator.like && hasWildcard(text)
        ? [problem('WILDCARD_WITHOUT_LIKE_OPERATOR', node)]
        : [];
    case 'Bool':
    case 'Null':
      return /^(?:true|false)$/i.test(text) ? [] : [problem('TYPE_MISMATCH_BOOLEAN', node, words)];
    case 'Numeric':
      return parseDecimal(text) === undefined ? [problem('TYPE_MISMATCH_NUMBER', node, words)] : [];
    case 'Date':
      if (/^-?\d{5,}(?:\.\d+)?$/.test(text))
        return [problem('INVALID_DATE_VALUE', node, { date: text })];
      return parseInstant(text) === undefined ? [problem('TYPE_MISMATCH_DATE', node)] : [];
    case 'Binary':
      return isBase64(text) ? [] : [problem('TYPE_MISMATCH_STRING', node, words)];
    case 'Arn':
    case 'IpAddress':
      return [];
    default:
      return operator.family satisfies never;
  }
};

/** RFC 4648 §4, with padding. */
const isBase64 = (text: string): boolean =>
  text.length % 4 === 0 && /^[A-Za-z0-9+/]*={0,2}$/.test(text);

const SERVICE_KEYS = new Set([
  'aws:calledvia',
  'aws:calledviafirst',
  'aws:calledvialast',
  'aws:principalservicename',
  'aws:principalservicenameslist',
  'iam:awsservicename',
  'iam:passedtoservice',
]);

const keyFormat = (
  node: ValueNode,
  { key, lowerKey }: ConditionView,
  operator: Operator,
): readonly Problem[] => {
  const text = valueText(node);
  if (operator.family !== 'String' || hasVariable(text) || hasWildcard(text)) return [];
  if (SERVICE_KEYS.has(lowerKey) && !isServicePrincipal(text))
    return [
      problem('INVALID_SERVICE_PRINCIPAL_FORMAT', node, { format: '<service-name>.amazonaws.com' }),
    ];
  switch (lowerKey) {
    case 'aws:requestedregion':
      // The global services are asked in us-east-1, the endpoint of a partition has a name of its own.
      return REGIONS.has(text) || text.endsWith('-global')
        ? []
        : [problem('INVALID_REGION', node, { region: text })];
    case 'aws:sourcevpc':
      return isId(text, 'vpc-') ? [] : [problem('INVALID_VPC_FORMAT', node)];
    case 'aws:sourcevpce':
      return isId(text, 'vpce-') ? [] : [problem('INVALID_VPCE_FORMAT', node)];
    case 'kms:viaservice':
      return isRegionalServicePrincipal(text)
        ? []
        : [
            problem('INVALID_SERVICE_PRINCIPAL_FORMAT', node, {
              format: '<service-name.AWS_region>.amazonaws.com',
            }),
          ];
    case 's3:x-amz-server-side-encryption-aws-kms-key-id':
      return /^arn:aws[a-z-]*:kms:[a-z0-9-]+:\d{12}:key\/.+$/.test(text)
        ? []
        : [problem('INVALID_KMS_KEY_VALUE', node, { key })];
    default:
      return [];
  }
};

const isId = (text: string, prefix: string): boolean =>
  text.startsWith(prefix) && /^(?:[0-9a-z]{8}|[0-9a-z]{17})$/i.test(text.slice(prefix.length));

/** IAM User Guide, "Sensitive condition keys": part of such a value says nothing about whose it is. */
const SENSITIVE = new Set([
  'aws:principalaccount',
  'aws:principalorgid',
  'aws:resourceaccount',
  'aws:resourceorgid',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourcevpc',
  'aws:sourcevpce',
  'aws:vpceaccount',
  'aws:vpceorgid',
]);

/** Only where the operator reads wildcards: there a variable's value could be one in effect. */
const sensitiveValue = (
  node: ValueNode,
  { key, lowerKey }: ConditionView,
  operator: Operator,
): readonly Problem[] => {
  if (!SENSITIVE.has(lowerKey) || operator.family !== 'String' || !operator.like) return [];
  const text = valueText(node);
  if (hasVariable(text)) return [problem('VARIABLE_USAGE_TOO_PERMISSIVE', node, { key })];
  return hasWildcard(text) ? [problem('WILDCARD_USAGE_TOO_PERMISSIVE', node, { key })] : [];
};
