import { AwsError, parseArn } from '@gatehouse/core';
import { type Call, infrastructure, keyCalls, type RolePrincipal } from '@gatehouse/service-kit';
import type { Resource } from '../model.ts';
import type { KeyFailure } from './model.ts';

/** What EBS asks of KMS, and what it keeps of the answer (AWS KMS Developer Guide, "How Amazon EBS uses AWS KMS"). */

export const DATA_KEY_BYTES = 64;
export const EC2_SERVICE = 'ec2.amazonaws.com';
const INFRASTRUCTURE = 'aws:ec2-infrastructure';

/** A data key under a KMS key: base64 of what KMS gave, and what it is bound to. */
export interface DataKey {
  /** ARN. */
  readonly kmsKey: string;
  readonly encrypted: string;
  /** The volume or the copied snapshot in whose name it was made. */
  readonly boundTo: string;
}

export const ebsContext = (id: string): Readonly<Record<string, string>> => ({ 'aws:ebs:id': id });

const text = (bytes: Uint8Array): string => Buffer.from(bytes).toString('base64');
const bytes = (base64: string): Buffer => Buffer.from(base64, 'base64');

/** A new data key for a volume or a copy, as the caller. */
export const newDataKey = async (call: Call, kmsKey: string, id: string): Promise<DataKey> => {
  const made = await keyCalls(call).generateDataKeyWithoutPlaintext({
    KeyId: kmsKey,
    NumberOfBytes: DATA_KEY_BYTES,
    EncryptionContext: ebsContext(id),
  });
  return { kmsKey, encrypted: text(made.CiphertextBlob), boundTo: id };
};

/**
 * The data key of what is made from something encrypted, as the caller: the same one, bound anew, under the same KMS key;
 * another under another, after the first has shown that it can be read (Amazon EBS User Guide, "How EBS encryption works").
 */
export const derivedDataKey = async (
  call: Call,
  from: DataKey,
  kmsKey: string,
  id: string,
): Promise<DataKey> => {
  if (from.kmsKey === kmsKey) {
    const made = await keyCalls(call).reEncrypt({
      CiphertextBlob: bytes(from.encrypted),
      SourceKeyId: kmsKey,
      SourceEncryptionContext: ebsContext(from.boundTo),
      DestinationKeyId: kmsKey,
      DestinationEncryptionContext: ebsContext(id),
    });
    return { kmsKey, encrypted: text(made.CiphertextBlob), boundTo: id };
  }
  const { Plaintext } = await keyCalls(call, undefined, parseArn(from.kmsKey)?.region).decrypt({
    CiphertextBlob: bytes(from.encrypted),
    KeyId: from.kmsKey,
    EncryptionContext: ebsContext(from.boundTo),
  });
  Plaintext.fill(0);
  return newDataKey(call, kmsKey, id);
};

/** The machine of an instance, as KMS knows it. */
export const instanceMachine = (account: string, instance: string, now: Date): RolePrincipal =>
  infrastructure({ service: EC2_SERVICE, account, role: INFRASTRUCTURE, machine: instance, now });

export const instanceMachineId = (account: string, instance: string): string =>
  `${account}:${INFRASTRUCTURE}:${instance}`;

export const retiringService = (region: string): string => `ec2.${region}.amazonaws.com`;

/**
 * Lets a machine read the data key of a volume and has it read it: a grant as the caller, then Decrypt as the machine.
 * Answers the grant's id. What KMS refuses is thrown, and then there is no grant.
 */
export const grantAttachment = async (
  call: Call,
  volume: string,
  dataKey: DataKey,
  instance: string,
): Promise<string> => {
  const { account, region, now } = call;
  const { kmsKey, encrypted, boundTo } = dataKey;
  const { GrantId } = await keyCalls(call).createGrant({
    KeyId: kmsKey,
    GranteePrincipal: instanceMachineId(account, instance),
    RetiringPrincipal: retiringService(region),
    Operations: ['Decrypt'],
    Constraints: { EncryptionContextSubset: ebsContext(volume) },
  });
  try {
    const { Plaintext } = await keyCalls(call, instanceMachine(account, instance, now)).decrypt({
      CiphertextBlob: bytes(encrypted),
      KeyId: kmsKey,
      EncryptionContext: ebsContext(boundTo),
    });
    Plaintext.fill(0);
  } catch (error) {
    await retireAttachment(call, kmsKey, GrantId);
    throw error;
  }
  return GrantId;
};

/** Takes the grant of an attachment back, as the service. One that is gone or cannot be retired holds nothing up. */
export const retireAttachment = async (
  call: Call,
  kmsKey: string,
  grant: string,
): Promise<void> => {
  const service = { kind: 'service', name: EC2_SERVICE, account: call.account } as const;
  try {
    await keyCalls(call, service).retireGrant({ KeyId: kmsKey, GrantId: grant });
  } catch (error) {
    if (keyRefusal(error) === undefined) throw error;
  }
};

const REFUSALS = new Set([
  'AccessDeniedException',
  'DisabledException',
  'IncorrectKeyException',
  'InvalidArnException',
  'InvalidCiphertextException',
  'InvalidGrantIdException',
  'InvalidKeyUsageException',
  'KeyUnavailableException',
  'KMSInvalidStateException',
  'LimitExceededException',
  'NotFoundException',
  'ValidationException',
]);

/** What KMS refused, in its own words; undefined: the error is another's. */
export const keyRefusal = (error: unknown): KeyFailure | undefined =>
  error instanceof AwsError && REFUSALS.has(error.name)
    ? { denied: error.name === 'AccessDeniedException', cause: error.message }
    : undefined;

/** The data key of a volume or a snapshot; undefined: it has none. */
export const dataKeyOf = ({
  details,
}: Resource<'volume'> | Resource<'snapshot'>): DataKey | undefined => {
  const { kmsKey, dataKey } = details;
  return kmsKey === undefined || dataKey === undefined
    ? undefined
    : { kmsKey, encrypted: dataKey.encrypted, boundTo: dataKey.boundTo };
};
