import type { PolicyPrincipal, PrincipalElement } from '../language/policy-document.ts';

/** Each principal that a statement speaks of, one by one; `undefined` in policies that name none. */
export const principalsOneByOne = (
  principal: PrincipalElement | undefined,
): readonly (PrincipalElement | undefined)[] => {
  if (principal === undefined || principal.element === 'NotPrincipal') return [principal];
  return principal.principals.map((one) => ({ element: 'Principal', principals: [one] }));
};

/**
 * Whether `general` speaks of everybody that `specific` speaks of, and in the same way: an account's principal only
 * delegates to the account, so that it does not stand for the roles in it.
 */
export const coversPrincipals = (
  general: PrincipalElement | undefined,
  specific: PrincipalElement | undefined,
): boolean => {
  if (general === undefined || specific === undefined) return general === specific;
  if (general.element === 'NotPrincipal' || specific.element === 'NotPrincipal')
    return sameElement(general, specific);
  if (general.principals.some(isEverybody)) return true;
  return specific.principals.every((one) => general.principals.some((other) => isSame(one, other)));
};

const isEverybody = ({ type, value }: PolicyPrincipal): boolean => type === 'AWS' && value === '*';

const isSame = (one: PolicyPrincipal, other: PolicyPrincipal): boolean =>
  one.type === other.type && canonical(one) === canonical(other);

/** An account's number and its root's ARN are the same principal. */
const canonical = ({ value }: PolicyPrincipal): string =>
  /^arn:aws[a-z-]*:iam::(\d{12}):root$/.exec(value)?.[1] ?? value;

const sameElement = (one: PrincipalElement, other: PrincipalElement): boolean =>
  one.element === other.element &&
  one.principals.length === other.principals.length &&
  one.principals.every((principal) => other.principals.some((same) => isSame(principal, same)));

/** Whether nobody is spoken of by both. Never true where somebody may be. */
export const haveNobodyInCommon = (
  one: PrincipalElement | undefined,
  other: PrincipalElement | undefined,
): boolean => {
  if (one?.element !== 'Principal' || other?.element !== 'Principal') return false;
  return one.principals.every((left) => other.principals.every((right) => areApart(left, right)));
};

const areApart = (left: PolicyPrincipal, right: PolicyPrincipal): boolean => {
  if (isEverybody(left) || isEverybody(right)) return false;
  if (left.type !== right.type) return true;
  if (left.type === 'Service' || left.type === 'Federated') return left.value !== right.value;
  const [mine, theirs] = [accountOf(left), accountOf(right)];
  return mine !== undefined && theirs !== undefined && mine !== theirs;
};

/** Unknown for unique ids. */
const accountOf = ({ value }: PolicyPrincipal): string | undefined =>
  /^(\d{12})$/.exec(value)?.[1] ?? /^arn:aws[a-z-]*:(?:iam|sts)::(\d{12}):/.exec(value)?.[1];
