import type { ConditionDocument, PolicyPrincipal } from '../language/policy-document.ts';
import { parseNetwork } from '../matching/ip-addresses.ts';
import { type Budget, newBudget } from './budget.ts';
import { implyAll } from './condition-logic.ts';
import { type Classes, classesOf, leavesSome } from './leftovers.ts';
import { coversPrincipals } from './principal-logic.ts';
import { type AccessCheckResult, checkResult } from './result.ts';
import { MAX_STEPS, newTables, readStatements, type Statement } from './statements.ts';

const WORDING = {
  pass: 'The resource policy does not grant public access for the given resource type.',
  fail: 'The resource policy grants public access for the given resource type.',
  reason: 'Public access granted in the following',
};

/**
 * Whether a resource's policy lets nobody in whom it does not name: by principal, or by a condition that only a
 * certain account, organization, network or resource can satisfy (Amazon S3 User Guide, "The meaning of public").
 * Throws PolicySyntaxError and TooComplexError.
 */
export const checkNoPublicAccess = (policy: string): AccessCheckResult => {
  const tables = newTables();
  const statements = readStatements(policy, 'RESOURCE_POLICY', tables);
  const suspects = statements
    .filter(({ allows }) => allows)
    .filter(({ principal }) => (principal?.principals ?? []).some(isPublic))
    .filter((allow) => !restricted(allow));
  const denies = statements
    .filter(({ allows }) => !allows)
    .map((deny) => ({ deny, spares: sparesOnlyNamed(deny) }));
  const classes = classesOf(statements, tables);
  const steps = newBudget(MAX_STEPS, 'the policy has too many statements');
  const guilty = suspects.filter((allow) => !stopped(allow, denies, classes, steps));
  return checkResult(guilty, WORDING);
};

interface Deny {
  readonly deny: Statement;
  /** Whoever it does not stop is named. */
  readonly spares: boolean;
}

/** Identity providers that anybody can have an account with. */
const SHARED_PROVIDERS = [
  'accounts.google.com',
  'cognito-identity.amazonaws.com',
  'graph.facebook.com',
  'token.actions.githubusercontent.com',
  'www.amazon.com',
];

const providerOf = (value: string): string | undefined =>
  SHARED_PROVIDERS.find(
    (provider) => value === provider || value.endsWith(`:oidc-provider/${provider}`),
  );

const isPublic = ({ type, value }: PolicyPrincipal): boolean =>
  (type === 'AWS' && value === '*') || (type === 'Federated' && providerOf(value) !== undefined);

/** Each public principal is held by some condition. */
const restricted = ({ principal, document }: Statement): boolean =>
  (principal?.principals ?? []).filter(isPublic).every(({ value }) => {
    const provider = providerOf(value);
    return document.conditions.some((condition) =>
      provider === undefined ? names(condition) : namesClient(condition, provider),
    );
  });

/** Keys whose value says who asks or from where, so that a fixed one leaves nobody else. */
const IDENTIFYING = new Set([
  'aws:principalaccount',
  'aws:principalarn',
  'aws:principalorgid',
  'aws:principalorgpaths',
  'aws:sourceaccount',
  'aws:sourcearn',
  'aws:sourceip',
  'aws:sourceorgid',
  'aws:sourceorgpaths',
  'aws:sourceowner',
  'aws:sourcevpc',
  'aws:sourcevpcarn',
  'aws:sourcevpce',
  'aws:userid',
  'aws:vpceaccount',
  'aws:vpceorgid',
  'aws:vpceorgpaths',
  'kms:calleraccount',
  's3:dataaccesspointaccount',
  's3:dataaccesspointarn',
]);

const POSITIVE = new Set([
  'StringEquals',
  'StringEqualsIgnoreCase',
  'StringLike',
  'ArnEquals',
  'ArnLike',
  'IpAddress',
]);

const needsValue = ({ comparison, ifExists, quantifier, values }: ConditionDocument): boolean =>
  POSITIVE.has(comparison) && !ifExists && quantifier !== 'ForAllValues' && values.length > 0;

const names = (condition: ConditionDocument): boolean =>
  IDENTIFYING.has(condition.key.toLowerCase()) &&
  needsValue(condition) &&
  condition.values.every((value) => isFixed(value, condition));

/** Amazon S3 counts ranges wider than these as everybody. */
const WIDEST = { v4: 8, v6: 32 };

const isFixed = (value: string, { key, comparison }: ConditionDocument): boolean => {
  if (value.includes('${')) return false;
  const network = comparison === 'IpAddress' ? parseNetwork(value) : undefined;
  if (comparison === 'IpAddress')
    return (
      network !== undefined &&
      network.prefix >= (network.address.length === 4 ? WIDEST.v4 : WIDEST.v6)
    );
  const name = key.toLowerCase();
  const wild = /[*?]/.test(value);
  if (!wild || comparison === 'StringEquals' || comparison === 'StringEqualsIgnoreCase')
    return true;
  // Part of an ARN is fixed when its account is, part of an organization's path when the organization is.
  if (name.endsWith('arn')) return /^\d{12}$/.test(value.split(':')[4] ?? '');
  return name.endsWith('orgpaths') && /^o-[a-z0-9]{10,32}\//.test(value);
};

/** The claims by which a provider's tokens are told apart. */
const namesClient = (condition: ConditionDocument, provider: string): boolean => {
  const key = condition.key.toLowerCase();
  const claim = ['aud', 'oaud', 'sub', 'app_id', 'repository', 'repository_id'].some(
    (name) => key === `${provider}:${name}`,
  );
  // Everybody who uses a provider with AWS has the same audience there.
  const shared = provider === 'token.actions.githubusercontent.com' && key.endsWith(':aud');
  return (
    claim &&
    !shared &&
    needsValue(condition) &&
    condition.values.every((value) => /^[^*?$]{6}/.test(value))
  );
};

/** Denies for everybody that leave only what the statement may let in: whom they name in a negated condition. */
const stopped = (
  allow: Statement,
  denies: readonly Deny[],
  classes: Classes,
  steps: Budget,
): boolean => {
  classes.looks.spend(denies.length);
  const against = denies.filter(
    ({ deny, spares }) =>
      coversPrincipals(deny.principal, allow.principal) &&
      (spares || implyAll(allow.tests, deny.tests, steps)),
  );
  return !leavesSome(
    allow,
    against.map(({ deny }) => deny),
    classes,
  );
};

const POSITIVE_OF: ReadonlyMap<string, ConditionDocument['comparison']> = new Map([
  ['StringNotEquals', 'StringEquals'],
  ['StringNotEqualsIgnoreCase', 'StringEqualsIgnoreCase'],
  ['StringNotLike', 'StringLike'],
  ['ArnNotEquals', 'ArnEquals'],
  ['ArnNotLike', 'ArnLike'],
  ['NotIpAddress', 'IpAddress'],
]);

/** A single negated condition: it holds for an absent key too, so whoever gets past it satisfies its opposite. */
const sparesOnlyNamed = ({ document: { conditions } }: Statement): boolean => {
  const [only, second] = conditions;
  if (only === undefined || second !== undefined || only.quantifier !== undefined) return false;
  const comparison = POSITIVE_OF.get(only.comparison);
  return comparison !== undefined && names({ ...only, comparison, ifExists: false });
};
