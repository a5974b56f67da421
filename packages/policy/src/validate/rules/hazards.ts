import { splitAction } from '../../catalog/index.ts';
import { matchesPattern, wildcards } from '../../matching/glob.ts';
import { type ConditionView, hasWildcard, type StatementView, valueText } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { StatementRule } from '../rule.ts';

/** Conditions that do not do what they seem to do. */
export const hazardProblems: StatementRule = (statement, policy) => [
  ...(policy.type === 'RESOURCE_POLICY' && !policy.trust ? servicePrincipals(statement) : []),
  ...pairedKeys(statement),
  ...dynamodbAttributes(statement),
  ...s3Prefix(statement),
  ...vpceKeys(statement),
];

const has = ({ conditions }: StatementView, ...keys: readonly string[]): boolean =>
  conditions.some(({ lowerKey }) => keys.includes(lowerKey));

const SOURCE_KEYS = [
  'aws:sourcearn',
  'aws:sourceaccount',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
] as const;
const CALLER_SET_KEYS = new Set(['aws:referer', 'aws:useragent', 'aws:sourceowner']);

/** A service that acts for a principal has no tags, organization or ARN of its own. */
const isPrincipalKey = (lowerKey: string): boolean =>
  [
    'aws:principalaccount',
    'aws:principalarn',
    'aws:principalorgid',
    'aws:principalorgpaths',
    'aws:principaltype',
    'aws:username',
  ].includes(lowerKey) || lowerKey.startsWith('aws:principaltag/');

/** IAM User Guide, "The confused deputy problem". */
const servicePrincipals = (statement: StatementView): readonly Problem[] => {
  const { principals, effect, conditions } = statement;
  if (principals?.element !== 'Principal' || effect !== 'Allow') return [];
  const services = principals.entries.filter(({ type }) => type === 'Service');
  const [first] = services;
  if (first === undefined) return [];
  const found: Problem[] = [];
  const useless = conditions.filter(
    ({ operator, lowerKey }) =>
      isPrincipalKey(lowerKey) &&
      operator?.family !== 'Null' &&
      operator?.ifExists === false &&
      !operator.negated,
  );
  if (useless.length > 0 && services.length === principals.entries.length) {
    const places = [...services.map(({ node }) => node), ...useless.map(({ node }) => node)];
    const keys = useless.map(({ key }) => key).join(', ');
    found.push(problem('UNSUPPORTED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL', places, { keys }));
  }
  if (has(statement, ...SOURCE_KEYS)) return found;
  const instead = conditions.find(({ lowerKey }) => CALLER_SET_KEYS.has(lowerKey));
  if (instead === undefined)
    return [
      ...found,
      problem(
        'RESTRICT_ACCESS_TO_SERVICE_PRINCIPAL',
        services.map(({ node }) => node),
      ),
    ];
  const words = { principal: first.node.value, key: instead.key };
  return [
    ...found,
    problem('RECOMMENDED_CONDITION_KEY_FOR_SERVICE_PRINCIPAL', instead.keyPlace, words),
  ];
};

/** An address within a VPC says nothing without the VPC: everybody's VPC has the same ones. */
const pairedKeys = (statement: StatementView): readonly Problem[] =>
  statement.conditions
    .filter(({ lowerKey }) => lowerKey === 'aws:vpcsourceip')
    .filter(() => !has(statement, 'aws:sourcevpc', 'aws:sourcevpce', 'aws:sourcevpcarn'))
    .map(({ key, keyPlace }) =>
      problem('MISSING_PAIRED_CONDITION_KEYS', keyPlace, { key, recommended: 'aws:SourceVpc' }),
    );

const permits = ({ actions }: StatementView, names: readonly string[]): boolean => {
  const listed = names.filter((name) =>
    (actions?.values ?? []).some(({ value }) =>
      matchesPattern(wildcards(value.toLowerCase()), name),
    ),
  );
  return actions?.element === 'NotAction' ? listed.length < names.length : listed.length > 0;
};

const ITEM_READS = ['dynamodb:getitem', 'dynamodb:batchgetitem', 'dynamodb:query', 'dynamodb:scan'];

const dynamodbAttributes = (statement: StatementView): readonly Problem[] => {
  if (statement.effect !== 'Allow' || !permits(statement, ITEM_READS)) return [];
  const selects = statement.conditions.some(
    ({ lowerKey, values }) =>
      lowerKey === 'dynamodb:select' &&
      values.some((node) => valueText(node) === 'SPECIFIC_ATTRIBUTES'),
  );
  return selects
    ? []
    : statement.conditions
        .filter(({ lowerKey }) => lowerKey === 'dynamodb:attributes')
        .map(({ keyPlace }) => problem('DYNAMODB_ATTRIBUTES_WITHOUT_SELECT', keyPlace));
};

const s3Prefix = ({ conditions, effect }: StatementView): readonly Problem[] =>
  conditions
    .filter(({ lowerKey, operator }) => lowerKey === 's3:prefix' && operator?.family === 'String')
    .filter(({ operator }) => (effect === 'Deny') !== (operator?.negated ?? false))
    .map(({ keyPlace }) => problem('S3_PREFIX_IN_NEGATIVE_CONTEXT', keyPlace));

const VPCE_KEYS = new Set(['aws:vpceaccount', 'aws:vpceorgid', 'aws:vpceorgpaths']);
/** IAM User Guide, "AWS global condition context keys", aws:VpceAccount and aws:VpceOrgID: the services that have them. */
const VPCE_SERVICES = new Set(
  (
    'acm-pca apprunner applicationinsights athena b2bi cassandra cloudformation cognito-identity comprehendmedical ' +
    'compute-optimizer datasync discovery dms ds-data dynamodb ebs ecr ecs firehose gamelift healthlake iam ' +
    'identitystore iotfleetwise iottwinmaker iotwireless kinesisanalytics kms lambda medical-imaging ' +
    'network-firewall omics payment-cryptography polly pricing rbin rekognition route53 s3 scheduler ' +
    'servicediscovery servicequotas ses shield sms-voice sqs ssm-contacts storagegateway textract transcribe transfer'
  ).split(' '),
);

const vpceKeys = ({ conditions, actions }: StatementView): readonly Problem[] => {
  const scoped =
    actions?.element === 'Action' &&
    actions.values.every(({ value }) => {
      const [prefix] = splitAction(value.toLowerCase());
      return (
        !hasWildcard(prefix) && VPCE_SERVICES.has(prefix) && value.toLowerCase() !== 'iam:passrole'
      );
    });
  if (scoped) return [];
  return conditions
    .filter(({ lowerKey }: ConditionView) => VPCE_KEYS.has(lowerKey))
    .map(({ key, keyPlace }) =>
      problem('USE_CONDITION_KEY_ONLY_WITH_SUPPORTED_SERVICES', keyPlace, { key }),
    );
};
