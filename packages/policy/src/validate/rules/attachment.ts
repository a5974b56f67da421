import { splitAction } from '../../catalog/index.ts';
import { type ArnFields, arnFields, fieldFits, resourcePartFits, typeFields } from '../arn.ts';
import { hasWildcard, type PolicyView, type StatementView, TRUST } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { StringNode } from '../json-tree.ts';
import { arnServiceOwner, type Knowledge } from '../knowledge.ts';
import type { StatementRule } from '../rule.ts';

/** What a policy of one resource type can be about. */
interface Attachment {
  readonly name: string;
  /** Prefixes of the actions that make sense in it. */
  readonly services: readonly string[];
  /** Service of the resources' ARNs, and the catalog's names of their types; no types: every one of the service. */
  readonly arnService?: string;
  readonly resourceTypes: readonly string[];
  /** Condition keys that are about whose resource it is, which the policy's place already says. */
  readonly irrelevantKeys: readonly string[];
}

const S3_KEYS = ['s3:resourceaccount'];

const ATTACHMENTS: ReadonlyMap<string, Attachment> = new Map<string, Attachment>([
  [
    'AWS::S3::Bucket',
    {
      name: 'S3 Bucket',
      services: ['s3'],
      arnService: 's3',
      resourceTypes: ['bucket', 'object'],
      irrelevantKeys: S3_KEYS,
    },
  ],
  [
    'AWS::S3::AccessPoint',
    {
      name: 'S3 Access Point',
      services: ['s3'],
      arnService: 's3',
      resourceTypes: ['accesspoint', 'accesspointobject'],
      irrelevantKeys: S3_KEYS,
    },
  ],
  [
    'AWS::S3::MultiRegionAccessPoint',
    {
      name: 'S3 Multi-Region Access Point',
      services: ['s3'],
      arnService: 's3',
      resourceTypes: ['multiregionaccesspoint', 'multiregionaccesspointobject'],
      irrelevantKeys: S3_KEYS,
    },
  ],
  [
    'AWS::S3ObjectLambda::AccessPoint',
    {
      name: 'S3 Object Lambda Access Point',
      services: ['s3-object-lambda', 's3'],
      arnService: 's3-object-lambda',
      resourceTypes: [],
      irrelevantKeys: [],
    },
  ],
  [
    'AWS::DynamoDB::Table',
    {
      name: 'DynamoDB Table',
      services: ['dynamodb'],
      arnService: 'dynamodb',
      resourceTypes: ['table', 'index', 'stream'],
      irrelevantKeys: [],
    },
  ],
  [
    TRUST,
    {
      name: 'IAM AssumeRolePolicyDocument',
      services: ['sts'],
      resourceTypes: [],
      irrelevantKeys: [],
    },
  ],
]);

/** Actions, resources and keys that cannot matter where the policy is attached. */
export const attachmentProblems: StatementRule = (statement, policy, knowledge) => {
  const attachment = ATTACHMENTS.get(policy.resourceType ?? '');
  if (policy.type !== 'RESOURCE_POLICY' || attachment === undefined) return [];
  return [
    ...(statement.actions?.values ?? []).flatMap((node) => actionFits(node, attachment, knowledge)),
    ...resources(statement, policy, attachment, knowledge),
    ...statement.conditions
      .filter(({ lowerKey }) => attachment.irrelevantKeys.includes(lowerKey))
      .map(({ key, keyPlace }) =>
        problem('IRRELEVANT_CONDITION_KEY_IN_POLICY', keyPlace, {
          key,
          resourceType: attachment.name,
        }),
      ),
  ];
};

const actionFits = (
  node: StringNode,
  { name, services, resourceTypes }: Attachment,
  knowledge: Knowledge,
): readonly Problem[] => {
  const [prefix, rest] = splitAction(node.value);
  if (rest === undefined || hasWildcard(prefix)) return [];
  const known = knowledge.action(node.value);
  const ownService = services.includes(prefix.toLowerCase());
  // The data list an access point's actions under the bucket and the object that it leads to.
  const ownType =
    known === undefined ||
    !resourceTypes.includes('bucket') ||
    known.resources.some((type) => resourceTypes.includes(type.name));
  if (ownService && ownType) return [];
  if (known === undefined && !knowledge.services.has(prefix.toLowerCase())) return [];
  return [
    problem('UNSUPPORTED_ACTION_IN_POLICY', node, { action: node.value, resourceType: name }),
  ];
};

const resources = (
  { resources: list }: StatementView,
  { trust }: PolicyView,
  attachment: Attachment,
  knowledge: Knowledge,
): readonly Problem[] => {
  if (list?.element !== 'Resource' || trust || attachment.arnService === undefined) return [];
  const types = typesOf(attachment, attachment.arnService, knowledge);
  return list.values
    .filter(({ value }) => value === '*' || !isOf(types, arnFields(value)))
    .map((node) =>
      problem('UNSUPPORTED_RESOURCE_ARN_IN_POLICY', node, { resourceType: attachment.name }),
    );
};

const typesOf = (
  { resourceTypes }: Attachment,
  arnService: string,
  knowledge: Knowledge,
): readonly ArnFields[] =>
  (knowledge.service(arnServiceOwner(arnService))?.resourceTypes ?? [])
    .filter(({ name }) => resourceTypes.length === 0 || resourceTypes.includes(name))
    .flatMap((type) => typeFields(type) ?? [])
    .filter(({ service }) => service === arnService);

/** An ARN that is none, or a service whose types nobody knows, is not judged here. */
const isOf = (types: readonly ArnFields[], fields: ArnFields | undefined): boolean =>
  fields === undefined ||
  (types.length === 0 && fields.service !== '') ||
  types.some(
    (type) =>
      fields.service === type.service &&
      fieldFits(fields.region, type.region) &&
      fieldFits(fields.account, type.account) &&
      resourcePartFits(fields.resource, type),
  );
