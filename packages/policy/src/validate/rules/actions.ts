import { splitAction } from '../../catalog/index.ts';
import { hasVariable, hasWildcard } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { StringNode } from '../json-tree.ts';
import type { Knowledge } from '../knowledge.ts';
import type { StatementRule } from '../rule.ts';

/**
 * API operations of Amazon S3 whose permission has another name (Amazon S3 User Guide, "Required permissions for
 * Amazon S3 API operations"): writing the API's name into a policy is the common mistake.
 */
const API_NAMES: ReadonlyMap<string, readonly [api: string, action: string]> = new Map(
  (
    [
      ['ListBuckets', 's3:ListAllMyBuckets'],
      ['HeadBucket', 's3:ListBucket'],
      ['ListObjects', 's3:ListBucket'],
      ['ListObjectsV2', 's3:ListBucket'],
      ['ListObjectVersions', 's3:ListBucketVersions'],
      ['ListMultipartUploads', 's3:ListBucketMultipartUploads'],
      ['ListParts', 's3:ListMultipartUploadParts'],
      ['HeadObject', 's3:GetObject'],
      ['DeleteObjects', 's3:DeleteObject'],
      ['CreateMultipartUpload', 's3:PutObject'],
      ['UploadPart', 's3:PutObject'],
      ['CompleteMultipartUpload', 's3:PutObject'],
      ['GetBucketEncryption', 's3:GetEncryptionConfiguration'],
      ['PutBucketEncryption', 's3:PutEncryptionConfiguration'],
      ['GetBucketLifecycleConfiguration', 's3:GetLifecycleConfiguration'],
      ['PutBucketLifecycleConfiguration', 's3:PutLifecycleConfiguration'],
    ] as const
  ).map(([api, action]) => [`s3:${api.toLowerCase()}`, [api, action]]),
);

/** Each action exists, and is written as the policy type wants it. */
export const actionProblems: StatementRule = ({ actions }, policy, knowledge) => {
  if (actions === undefined) return [];
  if (actions.node.kind === 'array' && actions.node.items.length === 0)
    return [problem('EMPTY_ARRAY_ACTION', actions.node)];
  const scp = policy.type === 'SERVICE_CONTROL_POLICY';
  return actions.values.flatMap((node) => [
    ...existence(node, knowledge),
    ...(scp ? innerWildcard(node) : []),
  ]);
};

const existence = (node: StringNode, knowledge: Knowledge): readonly Problem[] => {
  const action = node.value;
  if (action === '*' || hasVariable(action)) return [];
  const [prefix, name] = splitAction(action);
  if (name === undefined || prefix === '') return [unknown(node, '')];
  if (hasWildcard(prefix)) return prefix === '*' ? [] : [problem('WILDCARD_IN_SERVICE_NAME', node)];
  if (!knowledge.services.has(prefix.toLowerCase())) {
    const near = knowledge.nearest(prefix, knowledge.services);
    const suggestion = near === undefined ? '' : ` Did you mean ${near}?`;
    return [problem('INVALID_SERVICE_IN_ACTION', node, { service: prefix, suggestion })];
  }
  if (hasWildcard(name)) return knowledge.namesSome(action) ? [] : [unknown(node, '')];
  return knowledge.action(action) === undefined
    ? [unknown(node, didYouMean(action, knowledge))]
    : [];
};

const unknown = (node: StringNode, suggestion: string): Problem =>
  problem('INVALID_ACTION', node, { action: node.value, suggestion });

const didYouMean = (action: string, knowledge: Knowledge): string => {
  const [api, permission] = API_NAMES.get(action.toLowerCase()) ?? [];
  if (permission !== undefined)
    return ` Did you mean ${permission}? The API called ${api} authorizes against the IAM action ${permission}.`;
  const [prefix, name = ''] = splitAction(action);
  const names = [...(knowledge.service(prefix)?.actions.values() ?? [])].map((row) => row.name);
  const near = knowledge.nearest(name, names);
  return near === undefined ? '' : ` Did you mean ${prefix}:${near}?`;
};

const innerWildcard = (node: StringNode): readonly Problem[] => {
  const body = node.value.endsWith('*') ? node.value.slice(0, -1) : node.value;
  return body.includes('*')
    ? [problem('SCP_SYNTAX_ERROR_ACTION_WILDCARD', node, { action: node.value })]
    : [];
};
