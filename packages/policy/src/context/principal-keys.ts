import type { ContextValue, RawContext, RequestPrincipal } from '../model.ts';

type PrincipalKey = (principal: RequestPrincipal) => ContextValue | undefined;

/** The part of an ARN behind its last slash. */
const lastName = (arn: string): string => arn.slice(arn.lastIndexOf('/') + 1);

const principalArn: PrincipalKey = (principal) => {
  switch (principal.kind) {
    // The role, not the session: IAM User Guide, "aws:PrincipalArn".
    case 'assumed-role':
      return principal.roleArn;
    case 'root':
    case 'user':
    case 'federated-user':
      return principal.arn;
    case 'service':
    case 'federated':
    case 'anonymous':
      return undefined;
    default:
      return principal satisfies never;
  }
};

/** IAM User Guide, "aws:PrincipalAccount": those who do not sign have a value of their own. */
const principalAccount: PrincipalKey = (principal) => {
  if (principal.kind === 'anonymous') return 'anonymous';
  return 'account' in principal && principal.kind !== 'service' ? principal.account : undefined;
};

/** IAM User Guide, "Principal key values". */
const principalType: PrincipalKey = ({ kind }) => {
  switch (kind) {
    case 'root':
      return 'Account';
    case 'user':
      return 'User';
    case 'assumed-role':
      return 'AssumedRole';
    case 'federated-user':
      return 'FederatedUser';
    case 'anonymous':
      return 'Anonymous';
    case 'service':
    case 'federated':
      return undefined;
    default:
      return kind satisfies never;
  }
};

const userId: PrincipalKey = (principal) => {
  if (principal.kind === 'anonymous') return 'anonymous';
  return 'id' in principal ? principal.id : undefined;
};

const userName: PrincipalKey = (principal) =>
  principal.kind === 'user' ? lastName(principal.arn) : undefined;

/** IAM User Guide, "aws:PrincipalIsAWSService": only signed requests have the key. */
const isService: PrincipalKey = ({ kind }) => {
  if (kind === 'anonymous' || kind === 'federated') return undefined;
  return kind === 'service' ? 'true' : 'false';
};

const serviceName: PrincipalKey = (principal) =>
  principal.kind === 'service' ? principal.name : undefined;

const KEYS: ReadonlyMap<string, PrincipalKey> = new Map([
  ['aws:PrincipalArn', principalArn],
  ['aws:PrincipalAccount', principalAccount],
  ['aws:PrincipalType', principalType],
  ['aws:userid', userId],
  ['aws:username', userName],
  ['aws:PrincipalIsAWSService', isService],
  ['aws:PrincipalServiceName', serviceName],
]);

const BY_LOWER_NAME = new Map([...KEYS].map(([name, read]) => [name.toLowerCase(), read]));

/** How a key follows from the principal, by its name in lower case. */
export const principalKey = (name: string): PrincipalKey | undefined => BY_LOWER_NAME.get(name);

/** The condition keys that follow from the principal alone. */
export const principalContext = (principal: RequestPrincipal): RawContext =>
  Object.fromEntries([...KEYS].map(([name, read]) => [name, read(principal)]));
