import { hasWildcard, type PolicyView, type PrincipalView } from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { StringNode } from '../json-tree.ts';
import type { StatementRule } from '../rule.ts';

/** Who a statement is about, as far as its policy type lets it say so. */
export const principalProblems: StatementRule = ({ principals, effect }, policy) => {
  if (principals === undefined) return [];
  switch (policy.type) {
    case 'IDENTITY_POLICY':
      return [problem('UNSUPPORTED_PRINCIPAL', principals.node, { policyType: 'IDENTITY_POLICY' })];
    case 'SERVICE_CONTROL_POLICY':
      return [problem('SCP_SYNTAX_ERROR_PRINCIPAL', principals.node)];
    case 'RESOURCE_CONTROL_POLICY':
      return isEverybody(principals)
        ? []
        : [problem('RCP_SYNTAX_ERROR_PRINCIPAL', principals.node)];
    case 'RESOURCE_POLICY':
      return [
        ...emptyPrincipals(principals),
        ...principals.entries.flatMap(({ type, node }) => entryProblems(type, node, policy)),
        ...(effect === 'Allow' && principals.element === 'NotPrincipal'
          ? [problem('ALLOW_WITH_NOT_PRINCIPAL', principals.node)]
          : []),
      ];
    default:
      return policy.type satisfies never;
  }
};

/** `"*"` and `{"AWS": "*"}` both mean everybody. */
export const isEverybody = ({ element, everyone, entries }: PrincipalView): boolean => {
  const [only, ...more] = entries;
  const aws = only?.type === 'AWS' && only.node.value === '*' && more.length === 0;
  return element === 'Principal' && (everyone || aws);
};

const emptyPrincipals = ({ node }: PrincipalView): readonly Problem[] => {
  if (node.kind !== 'object') return [];
  if (node.members.length === 0) return [problem('EMPTY_OBJECT_PRINCIPAL', node)];
  return node.members
    .filter(({ value }) => value.kind === 'array' && value.items.length === 0)
    .map(({ value }) => problem('EMPTY_ARRAY_PRINCIPAL', value));
};

const TYPES = new Set(['AWS', 'CanonicalUser', 'Federated', 'Service']);

const entryProblems = (type: string, node: StringNode, policy: PolicyView): readonly Problem[] => {
  const { value } = node;
  if (!TYPES.has(type)) return [];
  if (hasWildcard(value) && !(type === 'AWS' && value === '*'))
    return [problem('UNSUPPORTED_WILDCARD_IN_PRINCIPAL', node, { key: type })];
  switch (type) {
    case 'AWS':
      return idProblems(node);
    case 'Service':
      return isServicePrincipal(value)
        ? []
        : [problem('INVALID_SERVICE_PRINCIPAL_FORMAT', node, { format: SERVICE_FORMAT })];
    case 'Federated':
      return policy.trust ? [] : [problem('FEDERATED_PRINCIPAL_NOT_SUPPORTED', node)];
    default:
      return [];
  }
};

/** IAM User Guide, "IAM identifiers": AIDA… is a user, AROA… a role. */
const idProblems = (node: StringNode): readonly Problem[] => {
  const id = node.value;
  if (/^AROA[A-Z0-9]+$/.test(id)) return [problem('INVALID_ROLE_REFERENCE', node, { id })];
  if (/^AIDA[A-Z0-9]+$/.test(id)) return [problem('INVALID_USER_REFERENCE', node, { id })];
  return [];
};

const SERVICE_FORMAT = '<service-name>.amazonaws.com';

/** `ecs-tasks.amazonaws.com`, with a Region or partition suffix where a service has one. */
export const isServicePrincipal = (text: string): boolean =>
  text.length <= 256 &&
  /^[a-z0-9][a-z0-9.-]*\.(?:amazonaws\.com(?:\.cn)?|amazonaws\.eu|amazon\.com|aws\.internal|c2s\.ic\.gov|sc2s\.sgov\.gov)$/.test(
    text,
  );

/** `s3.us-east-1.amazonaws.com`, the form that kms:ViaService has. */
export const isRegionalServicePrincipal = (text: string): boolean =>
  isServicePrincipal(text) && /^[a-z0-9-]+\.[a-z]{2,}(?:-[a-z]+)+-\d\./.test(text);
