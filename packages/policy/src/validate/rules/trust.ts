import { isProviderKey } from '../../catalog/index.ts';
import { matchesPattern, wildcards } from '../../matching/glob.ts';
import {
  type ConditionView,
  hasWildcard,
  type StatementView,
  TRUST,
  valueText,
} from '../document.ts';
import { type Problem, problem } from '../issues.ts';
import type { StringNode } from '../json-tree.ts';
import type { StatementRule } from '../rule.ts';

/** What only trust policies of roles may and must say. */
export const trustProblems: StatementRule = (statement, policy) => {
  if (!policy.trust) return [];
  const named = policy.resourceType === TRUST ? namedAsTrust(statement) : [];
  return [
    ...named,
    ...federationProblems(statement),
    ...mismatchedActions(statement),
    ...missingActions(statement),
    ...rolesAnywhere(statement),
    ...providerConditions(statement),
    ...redundantSessions(statement),
  ];
};

const namedAsTrust = ({ principals, resources, effect }: StatementView): readonly Problem[] => {
  const found: Problem[] = [];
  if (principals?.element === 'NotPrincipal')
    found.push(problem('ROLE_TRUST_POLICY_SYNTAX_ERROR_NOTPRINCIPAL', principals.node));
  if (principals?.everyone === true && effect === 'Allow')
    found.push(problem('ROLE_TRUST_POLICY_UNSUPPORTED_WILDCARD_IN_PRINCIPAL', principals.node));
  if (resources !== undefined)
    found.push(problem('ROLE_TRUST_POLICY_SYNTAX_ERROR_RESOURCE', resources.node));
  return found;
};

type ProviderKind = 'saml' | 'oidc' | 'neither';

const providerKind = (value: string): ProviderKind => {
  if (/^arn:aws[a-z-]*:iam::\d{12}:saml-provider\/.+$/.test(value)) return 'saml';
  if (/^arn:aws[a-z-]*:iam::\d{12}:oidc-provider\/.+$/.test(value)) return 'oidc';
  const host = value.length <= 255 && /^[a-z0-9-]+(?:\.[a-z0-9-]+)+(?:\/[^\s:]*)?$/i.test(value);
  return host ? 'oidc' : 'neither';
};

const providers = ({ principals }: StatementView): readonly StringNode[] =>
  (principals?.entries ?? [])
    .filter(({ type, node }) => type === 'Federated' && !hasWildcard(node.value))
    .map(({ node }) => node);

const federationProblems = (statement: StatementView): readonly Problem[] =>
  providers(statement)
    .filter(({ value }) => providerKind(value) === 'neither')
    .map((node) => problem('INVALID_FEDERATED_PRINCIPAL_SYNTAX_IN_ROLE_TRUST_POLICY', node));

const NEEDS: ReadonlyMap<string, ProviderKind> = new Map([
  ['sts:assumerole', 'neither'],
  ['sts:assumerolewithsaml', 'saml'],
  ['sts:assumerolewithwebidentity', 'oidc'],
]);

/** The three ways to assume a role, each for its own kind of principal. */
const mismatchedActions = (statement: StatementView): readonly Problem[] => {
  const { actions, principals } = statement;
  if (actions?.element !== 'Action' || principals?.element !== 'Principal') return [];
  const entries = principals.entries.filter(({ node }) => !hasWildcard(node.value));
  return actions.values.flatMap((action) => {
    const needed = NEEDS.get(action.value.toLowerCase());
    if (needed === undefined) return [];
    const wrong = entries
      .filter(
        ({ type, node }) =>
          (type === 'Federated' ? providerKind(node.value) : 'neither') !== needed,
      )
      .map(({ node }) => node);
    // A statement that lists several actions for several principals is meant to pair them up.
    if (wrong.length === 0 || (wrong.length < entries.length && actions.values.length > 1))
      return [];
    const words = { action: action.value, principals: wrong.map(({ value }) => value).join(', ') };
    return [problem('MISMATCHED_ACTION_FOR_PRINCIPAL', [action, ...wrong], words)];
  });
};

/** Keys that a request only has when it also asks for another permission. */
const SET_BY: ReadonlyMap<string, string> = new Map([
  ['sts:sourceidentity', 'sts:SetSourceIdentity'],
  ['sts:transitivetagkeys', 'sts:TagSession'],
]);

const permits = ({ actions }: StatementView, action: string): boolean => {
  const lower = action.toLowerCase();
  const listed = (actions?.values ?? []).some(({ value }) =>
    matchesPattern(wildcards(value.toLowerCase()), lower),
  );
  return actions?.element === 'NotAction' ? !listed : listed;
};

const missingActions = (statement: StatementView): readonly Problem[] => {
  if (statement.effect !== 'Allow') return [];
  return statement.conditions.flatMap(({ lowerKey, key, keyPlace }) => {
    const action = SET_BY.get(lowerKey);
    if (action === undefined || permits(statement, action)) return [];
    return [problem('MISSING_ACTION_FOR_CONDITION_KEY', keyPlace, { action, key })];
  });
};

const rolesAnywhere = (statement: StatementView): readonly Problem[] => {
  const node = (statement.principals?.entries ?? []).find(
    ({ type, node: { value } }) => type === 'Service' && value === 'rolesanywhere.amazonaws.com',
  )?.node;
  if (node === undefined || statement.effect !== 'Allow') return [];
  const needed = ['sts:AssumeRole', 'sts:SetSourceIdentity', 'sts:TagSession'];
  return needed.every((action) => permits(statement, action))
    ? []
    : [problem('MISSING_ACTION_FOR_ROLES_ANYWHERE_TRUST_POLICY', node)];
};

const GITHUB = 'token.actions.githubusercontent.com';

const hostOf = (value: string): string =>
  value.replace(/^arn:[^/]*oidc-provider\//, '').toLowerCase();

/** An OpenID Connect provider serves everybody; conditions say which of its tokens count. */
const providerConditions = (statement: StatementView): readonly Problem[] => {
  if (statement.effect !== 'Allow' || statement.principals?.element !== 'Principal') return [];
  const oidc = providers(statement).filter(({ value }) => providerKind(value) === 'oidc');
  return oidc.flatMap((node) => {
    const host = hostOf(node.value);
    const own = statement.conditions.filter(({ lowerKey }) => lowerKey.startsWith(`${host}:`));
    if (host === GITHUB) return githubProblems(node, own);
    return own.length > 0 ? [] : [problem('MISSING_CONDITION_KEY_FOR_OIDC_PRINCIPAL', node)];
  });
};

const githubProblems = (node: StringNode, own: readonly ConditionView[]): readonly Problem[] => {
  const subjects = own.filter(({ lowerKey }) => lowerKey === `${GITHUB}:sub`);
  if (subjects.length === 0) return [problem('MISSING_GITHUB_REPO_CONDITION_KEY', node)];
  if (own.some(({ lowerKey }) => lowerKey === `${GITHUB}:ref`)) return [];
  return subjects
    .flatMap(({ operator, values }) => (operator?.like === true ? values : []))
    .filter((value) => hasWildcard(valueText(value)))
    .map((value) => problem('SPECIFIC_GITHUB_REPO_AND_BRANCH_RECOMMENDED', value));
};

/** A session is covered by the role it is of. */
const redundantSessions = ({ principals }: StatementView): readonly Problem[] => {
  const aws = (principals?.entries ?? []).filter(({ type }) => type === 'AWS');
  const roles = new Set(aws.map(({ node }) => node.value));
  return aws.flatMap(({ node }) => {
    const [, partition, account, name] =
      /^arn:(aws[a-z-]*):(?:sts|iam)::(\d{12}):assumed-role\/([^/]+)\/[^/]+$/.exec(node.value) ??
      [];
    if (name === undefined) return [];
    const role = `arn:${partition ?? ''}:iam::${account ?? ''}:role/${name}`;
    if (!roles.has(role)) return [];
    return [
      problem('REDUNDANT_PRINCIPAL_IN_ROLE_TRUST_POLICY', node, { principal: node.value, role }),
    ];
  });
};

/** Claims that name for whom a token is meant carry one value. */
export const audienceProblems: StatementRule = ({ conditions }) =>
  conditions.flatMap(({ operator, key, lowerKey, keyPlace }) => {
    if (operator?.set === undefined || !isProviderKey(key) || !/:(?:aud|oaud)$/.test(lowerKey))
      return [];
    if (operator.set === 'ForAnyValue')
      return [problem('FORANYVALUE_WITH_AUDIENCE_CLAIM_TYPE', keyPlace, { key })];
    return [problem('CONFIRM_AUDIENCE_CLAIM_TYPE', keyPlace, { key, audience: 'audience' })];
  });
