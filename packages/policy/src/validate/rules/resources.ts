import type { ResourceType } from '../../catalog/index.ts';
import {
  type ArnFields,
  arnFields,
  fieldFits,
  resourcePartFits,
  typeFields,
  withoutVariables,
} from '../arn.ts';
import { hasVariable, hasWildcard, type PolicyView } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import { type StringNode, substring } from '../json-tree.ts';
import { arnServiceOwner, type Knowledge } from '../knowledge.ts';
import { PARTITIONS, REGIONS } from '../regions.ts';
import type { StatementRule } from '../rule.ts';

const ARN_FIELDS = 6;
/** Longer ones (the longest that IAM takes is 2 048) are not compared with the resource types. */
const MAX_COMPARED = 2048;

/** The ARNs of Resource and NotResource are ARNs of resources that exist. */
export const resourceProblems: StatementRule = ({ resources }, policy, knowledge) => {
  if (resources === undefined || policy.trust) return [];
  if (resources.node.kind === 'array' && resources.node.items.length === 0)
    return [problem('EMPTY_ARRAY_RESOURCE', resources.node)];
  const judged = judging(knowledge);
  return resources.values.flatMap((node) => arnProblems(node, policy, judged));
};

/** Steps of comparing patterns with patterns, for one statement; ARNs beyond are taken as they are. */
const MAX_STEPS = 2_000_000;

/** What comparing the ARNs of one statement needs: the resource types of each service, and an end. */
interface Judging {
  readonly knowledge: Knowledge;
  types(service: string): readonly ArnFields[];
  /** False when the comparison would take more than is left. */
  affords(resource: string, types: readonly ArnFields[]): boolean;
}

const judging = (knowledge: Knowledge): Judging => {
  const known = new Map<string, readonly ArnFields[]>();
  let left = MAX_STEPS;
  return {
    knowledge,
    types: (service) => {
      const types = known.get(service) ?? typesOf(service, knowledge);
      known.set(service, types);
      return types;
    },
    affords: (resource, types) => {
      if (!hasWildcard(resource)) return true;
      for (const type of types) left -= resource.length * type.resource.length;
      return left >= 0;
    },
  };
};

const arnProblems = (node: StringNode, policy: PolicyView, judged: Judging): readonly Problem[] => {
  const text = node.value;
  if (/^\*+$/.test(text) || isShortened(text, policy)) return [];
  const [prefix = ''] = text.split(':', 1);
  if (prefix !== 'arn') return [problem('INVALID_ARN_PREFIX', node)];
  const fields = arnFields(text);
  if (fields === undefined)
    return [problem('MISSING_ARN_FIELD', node, { fields: String(ARN_FIELDS) })];
  const service = serviceProblems(node, fields, judged.knowledge);
  const found = [...partitionProblems(node, fields), ...regionProblems(node, fields)];
  if (service.length > 0) return [...found, ...service];
  const account = accountProblems(node, fields);
  if (found.length + account.length > 0) return [...found, ...account];
  return typeProblems(node, fields, judged);
};

/** Amazon API Gateway Developer Guide, "API Gateway resource policies": an ARN may be shortened to its last part. */
const isShortened = (text: string, policy: PolicyView): boolean =>
  policy.type === 'RESOURCE_POLICY' && text.startsWith('execute-api:/');

/** The place of a field in the value; only exact where nothing before it is a variable. */
const fieldPlace = (node: StringNode, field: string, before: number) => {
  if (hasVariable(node.value)) return node;
  let start = 0;
  for (let colons = 0; colons < before; colons += 1) start = node.value.indexOf(':', start) + 1;
  return substring(node, start, field.length);
};

const partitionProblems = (
  node: StringNode,
  { partition, service }: ArnFields,
): readonly Problem[] => {
  if (PARTITIONS.includes(partition) || hasWildcard(partition)) return [];
  const words = { service, partition, partitions: `[${PARTITIONS.join(', ')}]` };
  return [problem('INVALID_PARTITION', fieldPlace(node, partition, 1), words)];
};

const serviceProblems = (
  node: StringNode,
  { service }: ArnFields,
  knowledge: Knowledge,
): readonly Problem[] => {
  const place = fieldPlace(node, service, 2);
  if (hasWildcard(service))
    return service === '*' ? [] : [problem('WILDCARD_IN_SERVICE_NAME', place)];
  const lower = service.toLowerCase();
  if (!knowledge.services.has(arnServiceOwner(lower)))
    return [problem('INVALID_SERVICE', place, { service })];
  return service === lower ? [] : [problem('INVALID_ARN_SERVICE_CASE', place, { service })];
};

const regionProblems = (node: StringNode, { region }: ArnFields): readonly Problem[] =>
  region === '' || hasWildcard(region) || REGIONS.has(region)
    ? []
    : [problem('INVALID_ARN_REGION', fieldPlace(node, region, 3), { region })];

/** Resources that AWS owns have `aws` for the account. */
const accountProblems = (node: StringNode, { account }: ArnFields): readonly Problem[] =>
  account === '' || hasWildcard(account) || account === 'aws' || /^\d{12}$/.test(account)
    ? []
    : [problem('INVALID_ARN_ACCOUNT', fieldPlace(node, account, 4), { account })];

/** Compares the ARN with the service's resource types; a service without any is not judged. */
const typeProblems = (node: StringNode, fields: ArnFields, judged: Judging): readonly Problem[] => {
  const { service, region, account, resource } = fields;
  if (hasWildcard(service) || node.value.length > MAX_COMPARED) return [];
  const types = judged.types(service);
  if (types.length === 0 || !judged.affords(resource, types)) return [];
  const fitsWhole = (type: ArnFields): boolean =>
    fieldFits(region, type.region) &&
    fieldFits(account, type.account) &&
    resourcePartFits(resource, type);
  if (types.some(fitsWhole)) return [];
  const candidates = types.filter((type) => resourcePartFits(resource, type));
  if (candidates.length === 0) return [problem('INVALID_ARN_RESOURCE', node)];
  if (!candidates.some((type) => fieldFits(region, type.region)))
    return region === ''
      ? [problem('MISSING_ARN_REGION', node, { service })]
      : [problem('ARN_REGION_NOT_ALLOWED', fieldPlace(node, region, 3), { service })];
  return account === ''
    ? [problem('MISSING_ARN_ACCOUNT', node, { resource: withoutVariables(resource) })]
    : [problem('ARN_ACCOUNT_NOT_ALLOWED', fieldPlace(node, account, 4), { service })];
};

const typesOf = (service: string, knowledge: Knowledge): readonly ArnFields[] =>
  (knowledge.service(arnServiceOwner(service))?.resourceTypes ?? [])
    .map((type: ResourceType) => typeFields(type))
    .filter((type) => type !== undefined && type.service === service)
    .filter((type) => type !== undefined);
