import {
  type CompiledPolicy,
  compilePolicy,
  decide,
  type NamedPolicy,
  PolicySyntaxError,
  principalContext,
  requestContext,
} from '@gatehouse/policy';
import { type Call, policyPrincipal } from '@gatehouse/service-kit';
import { callerConditions } from '../access/key-conditions.ts';
import {
  malformedPolicy,
  policyLocksOut,
  policyPrincipalsInvalid,
  policyTooLong,
} from '../keys/errors.ts';
import type { KeyPolicy, KeyRef } from '../model.ts';
import type { KmsParts } from '../parts.ts';
import { isPlainText } from './plain-text.ts';
import { principalIds } from './principals.ts';

/** AWS KMS Developer Guide, "Resource quotas": key policy document size. */
const MOST_BYTES = 32 * 1024;

/** PolicyType of the API model. */
export const POLICY = {
  minLength: 1,
  maxLength: 131_072,
  pattern: '[\\u0009\\u000A\\u000D\\u0020-\\u00FF]+',
  sensitive: true,
} as const;

const compiled = (document: string, principals?: ReadonlyMap<string, string>): CompiledPolicy => {
  try {
    return compilePolicy(document, 'resource', { principalIds: principals });
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    // KMS has one sentence for whom a policy names, whether he does not exist or could not.
    throw error.path.some((step) => step === 'Principal' || step === 'NotPrincipal')
      ? policyPrincipalsInvalid()
      : malformedPolicy(error.message);
  }
};

const PUT = 'kms:PutKeyPolicy';

const EVERYTHING = [
  {
    id: 'everything',
    policy: compilePolicy(
      { Version: '2012-10-17', Statement: { Effect: 'Allow', Action: '*', Resource: '*' } },
      'identity',
    ),
  },
];

/** Whether the policy gives the caller's account this permission for IAM to pass on to him. */
const delegates = (
  call: Call,
  key: KeyRef & { readonly arn: string },
  policy: NamedPolicy,
): boolean => {
  const principal = policyPrincipal(call.principal);
  const context = requestContext({
    ...principalContext(principal),
    'kms:CallerAccount': call.account,
    'aws:ResourceAccount': key.account,
    'aws:RequestedRegion': call.region,
    'aws:CurrentTime': call.now,
    'aws:ViaAWSService': call.via !== undefined,
    'aws:SourceIp': call.via === undefined ? call.sourceIp : undefined,
  });
  return decide(
    {
      action: PUT,
      resource: key.arn,
      resourceAccount: key.account,
      principal,
      context,
    },
    { identity: EVERYTHING, resource: policy, resourceKind: 'kms' },
  ).allowed;
};

/**
 * Whether the policy itself lets the caller change it later, or leaves that to IAM of his account (AWS KMS Developer Guide,
 * "Default key policy", lockout safety check).
 */
const keepsControl = async (
  call: Call,
  key: KeyRef & { readonly arn: string },
  compiledPolicy: CompiledPolicy,
): Promise<boolean> => {
  const policy = { id: 'default', policy: compiledPolicy };
  if (delegates(call, key, policy)) return true;
  const { allowed } = await call.decide(
    PUT,
    key.arn,
    callerConditions(call, { action: 'PutKeyPolicy', keyId: key.arn }),
    { resourcePolicy: policy, resourceKind: 'kms', resourceAccount: key.account },
  );
  return allowed;
};

/** A request's key policy, checked as KMS does: its size, its grammar, that whom it names exists, that it locks nobody out. */
export const checkedPolicy = async (
  { principals, acceptsLooseInput }: Pick<KmsParts, 'principals' | 'acceptsLooseInput'>,
  call: Call,
  key: KeyRef & { readonly arn: string },
  document: string,
  bypassesLockoutCheck: boolean,
): Promise<KeyPolicy> => {
  if (acceptsLooseInput === true && isPlainText(document))
    return { document, principals: new Map() };
  if (Buffer.byteLength(document) > MOST_BYTES) throw policyTooLong(MOST_BYTES);
  const policy = compiled(document);
  if (acceptsLooseInput === true) return { document, principals: new Map() };
  const ids = await principalIds(principals, call.tx, policy);
  if (!bypassesLockoutCheck && !(await keepsControl(call, key, compiled(document, ids))))
    throw policyLocksOut();
  return { document, principals: ids };
};
