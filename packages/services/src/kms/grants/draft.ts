import type { CreateGrantRequest, GrantOperation } from '@aws-sdk/client-kms';
import type { Call, ConditionKeys } from '@gatehouse/service-kit';
import type { EncryptionContext, Grant, GrantConstraints, Key } from '../model.ts';
import {
  bothConstraints,
  bothGrantees,
  bothRetiring,
  constraintNeedsSymmetricKey,
  constraintTooLong,
  constraintTooMany,
  noGrantee,
  notAnOperation,
  onlyCreateGrant,
  operationDoesNotFit,
  serviceNeedsRetiring,
  serviceNeedsSource,
} from './errors.ts';
import { GRANT_OPERATIONS } from './operation-mask.ts';
import { isThroughService } from './principals.ts';

const MOST_PAIRS = 8;
const MOST_CHARACTERS = 384;

/** What a grant would permit, as far as the request alone says it. */
export type Draft = Pick<Grant, 'operations' | 'constraints'>;

const isOperation = (name: string): name is GrantOperation =>
  GRANT_OPERATIONS.some((known) => known === name);

const operationsOf = (given: readonly string[], loose: boolean): readonly GrantOperation[] => {
  const known = given.filter(isOperation);
  if (!loose && known.length !== given.length) throw notAnOperation(given);
  if (known.length > 0 && known.every((name) => name === 'CreateGrant')) throw onlyCreateGrant();
  return [...new Set(loose ? (given as typeof known) : known)];
};

const requireSmall = (member: string, context: EncryptionContext | undefined): void => {
  if (context === undefined) return;
  const pairs = Object.entries(context);
  if (pairs.length > MOST_PAIRS) throw constraintTooMany(member, MOST_PAIRS);
  const characters = pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  if (characters > MOST_CHARACTERS) throw constraintTooLong(member, MOST_CHARACTERS);
};

const constraintsOf = ({ Constraints }: CreateGrantRequest): GrantConstraints => {
  const equals = Constraints?.EncryptionContextEquals;
  const subset = Constraints?.EncryptionContextSubset;
  if (equals !== undefined && subset !== undefined) throw bothConstraints();
  requireSmall('encryptionContextEquals', equals);
  requireSmall('encryptionContextSubset', subset);
  return { equals, subset, sourceArn: Constraints?.SourceArn };
};

const requirePrincipals = (input: CreateGrantRequest): void => {
  const { GranteePrincipal, GranteeServicePrincipal } = input;
  const { RetiringPrincipal, RetiringServicePrincipal } = input;
  if (GranteePrincipal !== undefined && GranteeServicePrincipal !== undefined) throw bothGrantees();
  if (RetiringPrincipal !== undefined && RetiringServicePrincipal !== undefined)
    throw bothRetiring();
  if (GranteePrincipal !== undefined) return;
  if (GranteeServicePrincipal === undefined) throw noGrantee();
  if (input.Constraints?.SourceArn === undefined) throw serviceNeedsSource();
  if (RetiringPrincipal === undefined && RetiringServicePrincipal === undefined)
    throw serviceNeedsRetiring();
};

/** API reference, CreateGrant: what can be said of the request before its key is known. */
export const draftOf = (input: CreateGrantRequest, loose: boolean): Draft => {
  requirePrincipals(input);
  const operations = operationsOf(input.Operations ?? [], loose);
  return { operations, constraints: constraintsOf(input) };
};

const ALWAYS: readonly GrantOperation[] = ['CreateGrant', 'RetireGrant', 'DescribeKey'];
const SYMMETRIC: readonly GrantOperation[] = [
  'Decrypt',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'ReEncryptFrom',
  'ReEncryptTo',
];
const ASYMMETRIC: Readonly<Record<string, readonly GrantOperation[]>> = {
  ENCRYPT_DECRYPT: ['Decrypt', 'Encrypt', 'ReEncryptFrom', 'ReEncryptTo', 'GetPublicKey'],
  SIGN_VERIFY: ['Sign', 'Verify', 'GetPublicKey'],
  KEY_AGREEMENT: ['DeriveSharedSecret', 'GetPublicKey'],
  GENERATE_VERIFY_MAC: ['GenerateMac', 'VerifyMac'],
};

const isSymmetric = ({ details: { spec } }: Key): boolean =>
  spec === 'SYMMETRIC_DEFAULT' || spec.startsWith('SM4');

/** AWS KMS Developer Guide, "Grant operations": those that a key of this type has. */
const operationsFor = (key: Key): readonly GrantOperation[] =>
  isSymmetric(key) ? SYMMETRIC : (ASYMMETRIC[key.details.usage] ?? []);

/** Throws where the key cannot do what the grant would permit, or has no encryption context to constrain. */
export const requireFitting = (key: Key, { operations, constraints }: Draft): void => {
  const fitting = operationsFor(key);
  const unfit = operations.find((name) => !ALWAYS.includes(name) && !fitting.includes(name));
  if (unfit !== undefined) throw operationDoesNotFit(unfit, key);
  const { equals, subset } = constraints;
  if ((equals !== undefined || subset !== undefined) && !isSymmetric(key))
    throw constraintNeedsSymmetricKey();
};

export const constraintType = ({ equals, subset }: GrantConstraints): string | undefined => {
  if (equals !== undefined) return 'EncryptionContextEquals';
  return subset === undefined ? undefined : 'EncryptionContextSubset';
};

/** AWS KMS Developer Guide, "AWS KMS condition keys": those of CreateGrant alone. */
export const grantConditions = (
  call: Pick<Call, 'via' | 'principal'>,
  input: CreateGrantRequest,
  { operations, constraints }: Draft,
): ConditionKeys => ({
  'kms:GrantOperations': operations,
  'kms:GrantConstraintType': constraintType(constraints),
  'kms:GrantConstraintSourceArn': constraints.sourceArn,
  'kms:GranteePrincipal': input.GranteePrincipal,
  'kms:GranteeServicePrincipal': input.GranteeServicePrincipal,
  'kms:RetiringPrincipal': input.RetiringPrincipal,
  'kms:RetiringServicePrincipal': input.RetiringServicePrincipal,
  'kms:GrantIsForAWSResource': isThroughService(call),
});

/** The encryption context that a constraint states, for the condition keys that name it. */
export const constraintContext = ({
  equals,
  subset,
}: GrantConstraints): EncryptionContext | undefined => equals ?? subset;
