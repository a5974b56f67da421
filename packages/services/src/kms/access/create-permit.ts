import type { Call, FoundGrant } from '@gatehouse/service-kit';
import type { KmsDeps } from '../deps.ts';
import { invalidGrantToken } from '../grants/errors.ts';
import { findGrant } from '../grants/find-grant.ts';
import { callersOf } from '../grants/principals.ts';
import type { Shapes } from '../grants/shapes.ts';
import { createGrantTokens } from '../grants/tokens.ts';
import { keyNotFound } from '../keys/errors.ts';
import { requireState } from '../keys/states.ts';
import type { Key } from '../model.ts';
import type { KeyDirectory } from '../parts.ts';
import { callerConditions, keyConditions } from './key-conditions.ts';
import { compiledKeyPolicies } from './key-policy.ts';
import type { KeyUse, PermitKey } from './permitted-key.ts';

/** Who may not use what is not there learns no more than that he may not. */
const refuseMissing = async (keys: KeyDirectory, call: Call, use: KeyUse): Promise<never> => {
  const arn = keys.arnOf(call, use.keyId);
  await call.authorize(`kms:${use.action}`, arn, callerConditions(call, use));
  throw keyNotFound(call, use.keyId, use.aliases);
};

const look = async (
  shapes: Shapes,
  call: Call,
  key: Key,
  use: KeyUse,
): Promise<FoundGrant | undefined> => {
  const wanted = {
    key,
    callers: callersOf(call.principal),
    operation: use.grantOperation ?? '',
    context: use.encryptionContext,
    source: call.source?.arn,
    delegation: use.delegation,
  };
  const found = await findGrant(shapes, call.tx, wanted);
  if (found !== undefined || (use.grantTokens ?? []).length === 0) return found;
  // What grant tokens are for: a grant so new that this node has not heard of it.
  return findGrant({ masks: (tx, node) => shapes.stored(tx, node) }, call.tx, wanted);
};

/** Whether a grant can permit it: one to make grants must say what they would be. */
const isGrantable = ({ grantOperation, delegation }: KeyUse): boolean =>
  grantOperation !== undefined && (grantOperation === 'CreateGrant') === (delegation !== undefined);

/**
 * AWS KMS Developer Guide, "Determining access to AWS KMS keys": the key policy, IAM policies where it delegates to the
 * account, and grants; an explicit deny of any policy over all of them. A grant token makes a new grant count on
 * every node at once: it is checked, and gives nothing that its grant does not.
 */
export const createPermit = (
  { vault }: Pick<KmsDeps, 'vault'>,
  keys: KeyDirectory,
  shapes: Shapes,
): PermitKey => {
  const policyOf = compiledKeyPolicies();
  const tokens = createGrantTokens(vault);

  return async (call, use) => {
    const found = keys.find(call, use.keyId, use.aliases);
    const key = found instanceof Promise ? await found : found;
    if (key === undefined) return refuseMissing(keys, call, use);
    for (const token of use.grantTokens ?? [])
      if (tokens.open(token) === undefined) throw invalidGrantToken();

    let grant: string | undefined;
    await call.authorize(`kms:${use.action}`, key.arn, keyConditions(call, key, use), {
      resourcePolicy: policyOf(key.policy),
      resourceKind: 'kms',
      resourceAccount: key.account,
      ...(isGrantable(use)
        ? {
            findGrant: async () => {
              const permitting = await look(shapes, call, key, use);
              grant = permitting?.id;
              return permitting;
            },
          }
        : {}),
    });
    call.touch({ type: 'AWS::KMS::Key', name: key.arn, arn: key.arn });
    if (key.account !== call.account) call.alsoRecordIn(key.account);
    requireState(key, use.action);
    return { key, grant };
  };
};
