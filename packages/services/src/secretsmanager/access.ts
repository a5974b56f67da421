import { compilePolicy, type NamedPolicy } from '@gatehouse/policy';
import {
  type AuthorizeOptions,
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { markedForDeletion, onReplica, secretNotFound } from './errors.ts';
import { managersPolicy } from './managed.ts';
import { isReplica, type ResourcePolicy, type Secret } from './model.ts';
import { findSecret, type NamedSecret } from './names.ts';
import type { SecretsParts } from './parts.ts';
import { policyText } from './policy-text.ts';

/** A secret that the caller may do this with, and its tags. */
export interface PermittedSecret {
  readonly secret: Secret;
  readonly tags: Tags;
}

export const compiledPolicy = (
  arn: string,
  { document, principals }: ResourcePolicy,
): NamedPolicy => ({
  id: arn,
  policy: compilePolicy(policyText(document), 'resource', { principalIds: principals }),
});

/** Condition keys that every use of a secret has (Service Authorization Reference, "AWS Secrets Manager"). */
export const secretKeys = (arn: string, secret: Secret | undefined, tags: Tags): ConditionKeys => ({
  'secretsmanager:SecretId': arn,
  ...(secret?.primaryRegion === undefined
    ? {}
    : { 'secretsmanager:SecretPrimaryRegion': secret.primaryRegion }),
  ...(secret?.rotation.lambdaArn === undefined
    ? {}
    : { 'secretsmanager:resource/AllowRotationLambdaArn': secret.rotation.lambdaArn }),
  ...(secret?.type === undefined ? {} : { 'secretsmanager:resource/Type': secret.type }),
  ...resourceTagKeys('secretsmanager', tags),
});

const optionsFor = (
  { principal }: Pick<Call, 'principal'>,
  { secret, account }: NamedSecret,
): AuthorizeOptions => {
  const policy = secret === undefined ? undefined : managersPolicy(principal, secret);
  return {
    resourceAccount: account,
    resourcePolicy:
      secret === undefined || policy === undefined ? undefined : compiledPolicy(secret.arn, policy),
  };
};

/** What is asked of the policies about a secret, whether it is there or not. */
export const question = async (
  call: Call,
  operation: string,
  named: NamedSecret,
  keys: ConditionKeys = {},
): Promise<{ readonly asked: Parameters<Call['authorize']>; readonly tags: Tags }> => {
  const { secret, arn } = named;
  const tags: Tags = secret === undefined ? new Map() : await tagStore.of(call.tx, arn);
  return {
    tags,
    asked: [
      `secretsmanager:${operation}`,
      arn,
      { ...secretKeys(arn, secret, tags), ...keys },
      optionsFor(call, named),
    ],
  };
};

export const touched = (call: Call, secret: Secret): void => {
  if (secret.account !== call.account) call.alsoRecordIn(secret.account);
  call.touch({ type: 'AWS::SecretsManager::Secret', name: secret.arn });
};

/** The secret that an operation is for, once the caller may; only then does he hear that there is none. */
export const permittedSecret = async (
  { acceptsLooseInput }: Pick<SecretsParts, 'acceptsLooseInput'>,
  call: Call,
  operation: string,
  secretId: string | undefined,
  keys: ConditionKeys = {},
): Promise<PermittedSecret> => {
  const named = await findSecret(call, secretId ?? '', acceptsLooseInput);
  const { asked, tags } = await question(call, operation, named, keys);
  await call.authorize(...asked);
  if (named.secret === undefined) throw secretNotFound();
  touched(call, named.secret);
  return { secret: named.secret, tags };
};

export const requireAlive = ({ deletionAt }: Secret): void => {
  if (deletionAt !== undefined) throw markedForDeletion();
};

export const requirePrimary = (secret: Secret): void => {
  if (isReplica(secret)) throw onReplica();
};

/** The same for an operation that changes the secret: a replica only follows its primary. */
export const changeableSecret = async (
  ...asked: Parameters<typeof permittedSecret>
): Promise<PermittedSecret> => {
  const found = await permittedSecret(...asked);
  requirePrimary(found.secret);
  requireAlive(found.secret);
  return found;
};
