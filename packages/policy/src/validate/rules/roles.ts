import { matchesPattern, wildcards } from '../../matching/glob.ts';
import { hasWildcard, type StatementView } from '../document.ts';
import { type IssueCode, type Problem, problem } from '../issues.ts';
import type { StringNode } from '../json-tree.ts';
import type { StatementRule } from '../rule.ts';

/** Statements that let somebody hand roles to services, or make the roles of services, without saying which. */
export const roleProblems: StatementRule = (statement, { type }) => {
  if (type !== 'IDENTITY_POLICY' || statement.effect !== 'Allow') return [];
  return [
    ...risk(statement, 'iam:passrole', PASS_ROLE, 'iam:passedtoservice'),
    ...risk(statement, 'iam:createservicelinkedrole', CREATE_SLR, 'iam:awsservicename'),
  ];
};

/** The findings of one action, by how the statement reaches it. */
interface Family {
  readonly notResource: IssueCode;
  readonly starAndNotResource: IssueCode;
  readonly notActionAndNotResource: IssueCode;
  readonly star: IssueCode;
  readonly starAndStar: IssueCode;
  readonly starAndNotAction: IssueCode;
}

const PASS_ROLE: Family = {
  notResource: 'PASS_ROLE_WITH_NOT_RESOURCE',
  starAndNotResource: 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
  notActionAndNotResource: 'PASS_ROLE_WITH_NOT_ACTION_AND_NOT_RESOURCE',
  star: 'PASS_ROLE_WITH_STAR_IN_RESOURCE',
  starAndStar: 'PASS_ROLE_WITH_STAR_IN_ACTION_AND_RESOURCE',
  starAndNotAction: 'PASS_ROLE_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
};

const CREATE_SLR: Family = {
  notResource: 'CREATE_SLR_WITH_NOT_RESOURCE',
  starAndNotResource: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_NOT_RESOURCE',
  notActionAndNotResource: 'CREATE_SLR_WITH_NOT_ACTION_AND_NOT_RESOURCE',
  star: 'CREATE_SLR_WITH_STAR_IN_RESOURCE',
  starAndStar: 'CREATE_SLR_WITH_STAR_IN_ACTION_AND_RESOURCE',
  starAndNotAction: 'CREATE_SLR_WITH_STAR_IN_RESOURCE_AND_NOT_ACTION',
};

/** How a statement's actions include one: by name, by a wildcard, or by not excepting it. */
type Reach =
  | { readonly by: 'name' | 'wildcard'; readonly at: readonly StringNode[] }
  | { readonly by: 'omission'; readonly at: readonly StringNode[] };

const reach = ({ actions }: StatementView, action: string): Reach | undefined => {
  if (actions === undefined) return undefined;
  const matching = actions.values.filter(({ value }) =>
    matchesPattern(wildcards(value.toLowerCase()), action),
  );
  if (actions.element === 'NotAction')
    return matching.length > 0 ? undefined : { by: 'omission', at: actions.values };
  if (matching.length === 0) return undefined;
  const named = matching.filter(({ value }) => !hasWildcard(value));
  return named.length > 0 ? { by: 'name', at: named } : { by: 'wildcard', at: matching };
};

const risk = (
  statement: StatementView,
  action: string,
  family: Family,
  limitingKey: string,
): readonly Problem[] => {
  const reached = reach(statement, action);
  const { resources, conditions } = statement;
  if (reached === undefined || resources === undefined) return [];
  if (resources.element === 'NotResource') {
    const issue = {
      name: family.notResource,
      wildcard: family.starAndNotResource,
      omission: family.notActionAndNotResource,
    }[reached.by];
    return [problem(issue, [...reached.at, resources.node])];
  }
  const open = resources.values.filter(({ value }) => namesAnyRole(value));
  if (open.length === 0 || conditions.some(({ lowerKey }) => lowerKey === limitingKey)) return [];
  const issue = {
    name: family.star,
    wildcard: family.starAndStar,
    omission: family.starAndNotAction,
  }[reached.by];
  return [problem(issue, [...reached.at, ...open])];
};

/** `*`, or an ARN of roles with no part of a name: a prefix, or a service's path, already says which are meant. */
const namesAnyRole = (resource: string): boolean => {
  if (!hasWildcard(resource) || resource.includes('.amazonaws.com')) return false;
  const rest = resource.split(':').slice(5).join(':');
  const name = (rest === '' ? resource : rest).split('/').at(-1) ?? '';
  const iam =
    !resource.startsWith('arn:') ||
    matchesPattern(wildcards(resource.split(':', 3)[2] ?? ''), 'iam');
  return iam && /^[*?]*$/.test(name);
};
