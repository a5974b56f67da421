import type { Call, ManagedRotationPort, Principal, Tags } from '@gatehouse/service-kit';
import { managedByService } from './errors.ts';
import type { ResourcePolicy, Secret } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { policyText } from './policy-text.ts';

export const OWNER_TAG = 'aws:secretsmanager:owningService';

/** Services that keep secrets of their own for accounts, by what they are called in `OwningService`. */
const SERVICES: ReadonlyMap<string, string> = new Map([['rds', 'rds.amazonaws.com']]);

/**
 * The service for which a secret is made: one that forwards its caller's wish and says so by the tag. Nobody else can say it,
 * because the prefix `aws:` is reserved.
 */
export const managingService = (
  { via }: Pick<Call, 'via'>,
  tags: readonly { readonly Key?: string | undefined; readonly Value?: string | undefined }[] = [],
): string | undefined => {
  const named = tags.find(({ Key }) => Key === OWNER_TAG)?.Value;
  return named !== undefined && via !== undefined && SERVICES.get(named) === via
    ? named
    : undefined;
};

/** Suites of emulators make such secrets themselves. */
export const looseOwner = (tags: Tags): string | undefined => tags.get(OWNER_TAG);

/** Whether it is the service that manages the secret who asks, by the role that it has in the secret's account. */
export const isManager = (principal: Principal, { owningService, account }: Secret): boolean =>
  owningService !== undefined &&
  principal.kind === 'assumed-role' &&
  principal.infrastructureOf !== undefined &&
  principal.infrastructureOf === SERVICES.get(owningService) &&
  principal.account === account;

/** What a service manages only that service changes (User Guide, "Secrets managed by other AWS services"). */
export const requireManager = ({ principal }: Pick<Call, 'principal'>, secret: Secret): void => {
  if (secret.owningService !== undefined && !isManager(principal, secret)) throw managedByService();
};

/** How a secret rotates that its service rotates; undefined: it is no such secret. */
export const managedRotation = (
  { managed }: Pick<SecretsParts, 'managed'>,
  { owningService, name }: Secret,
): ManagedRotationPort | undefined =>
  owningService !== undefined && name.startsWith(`${owningService}!`)
    ? managed?.get(owningService)
    : undefined;

// As AmazonRDSServiceRolePolicy has it of secrets whose owning service is RDS, and reading.
const ACTIONS = [
  'DeleteSecret',
  'DescribeSecret',
  'GetSecretValue',
  'PutSecretValue',
  'RotateSecret',
  'UpdateSecretVersionStage',
].map((action) => `secretsmanager:${action}`);

/** The secret's policy with what the service that manages it may; a denial of the account's holds for the service too. */
export const managersPolicy = (
  principal: Principal,
  secret: Secret,
): ResourcePolicy | undefined => {
  if (principal.kind !== 'assumed-role' || !isManager(principal, secret)) return secret.policy;
  const allowed = {
    Effect: 'Allow',
    Principal: { AWS: principal.roleArn },
    Action: ACTIONS,
    Resource: secret.arn,
  };
  const own = secret.policy;
  if (own === undefined)
    return {
      document: JSON.stringify({ Version: '2012-10-17', Statement: [allowed] }),
      principals: new Map([[principal.roleArn, principal.roleId]]),
    };
  const document = JSON.parse(policyText(own.document)) as {
    readonly Statement?: object | readonly object[];
  };
  return {
    document: JSON.stringify({
      ...document,
      Statement: [document.Statement ?? [], allowed].flat(),
    }),
    principals: new Map([...own.principals, [principal.roleArn, principal.roleId]]),
  };
};
