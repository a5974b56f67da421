import type { PrincipalElement } from '../language/policy-document.ts';
import type { RequestPrincipal } from '../model.ts';
import { type CompiledPrincipal, NAMED, type Named } from './program.ts';

const ACCOUNT_ROOT = /^arn:aws[a-z-]*:iam::(\d{12}):root$/;

/**
 * `ids` replaces the ARN of a user or role by the unique id that it had when the policy was stored: whoever is created
 * later under the same name is someone else (IAM User Guide, "Principal").
 */
export const compilePrincipal = (
  { element, principals }: PrincipalElement,
  ids: ReadonlyMap<string, string>,
): CompiledPrincipal => {
  const accounts = new Set<string>();
  const names = new Set<string>();
  let everyone = false;
  for (const { type, value } of principals) {
    const account = ACCOUNT_ROOT.exec(value)?.[1] ?? value;
    if (type !== 'AWS') names.add(`${type}:${value}`);
    else if (value === '*') everyone = true;
    else if (/^\d{12}$/.test(account)) accounts.add(account);
    else names.add(ids.get(value) ?? value);
  }
  const inverted = element === 'NotPrincipal';
  if (everyone) return { inverted, names: () => NAMED.exact };
  return { inverted, names: (principal) => closeness(principal, accounts, names) };
};

const closeness = (
  principal: RequestPrincipal,
  accounts: ReadonlySet<string>,
  names: ReadonlySet<string>,
): Named => {
  switch (principal.kind) {
    case 'root':
      return accounts.has(principal.account) ? NAMED.exact : NAMED.not;
    case 'user':
      if (names.has(principal.arn) || names.has(principal.id)) return NAMED.exact;
      break;
    case 'assumed-role':
      if (names.has(principal.arn)) return NAMED.exact;
      if (names.has(principal.roleArn) || names.has(principal.roleId)) return NAMED.role;
      break;
    case 'federated-user':
      if (names.has(principal.arn)) return NAMED.exact;
      if (names.has(principal.userArn)) return NAMED.role;
      if (principal.userId !== undefined && names.has(principal.userId)) return NAMED.role;
      break;
    case 'service':
      return names.has(`Service:${principal.name}`) ? NAMED.exact : NAMED.not;
    case 'federated':
      return names.has(`Federated:${principal.provider}`) ? NAMED.exact : NAMED.not;
    case 'anonymous':
      return NAMED.not;
    default:
      return principal satisfies never;
  }
  return accounts.has(principal.account) ? NAMED.account : NAMED.not;
};
