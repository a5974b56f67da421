import { AwsError } from '@gatehouse/core';
import {
  type Call,
  createDataKeys,
  type KeyAsking,
  type KeyCalls,
  keyCalls,
  type KeyPort,
  type OperationCall,
  serviceKeyCalls,
  type ServicePrincipal,
} from '@gatehouse/service-kit';
import { keyRefused } from './errors.ts';
import type { Group, GroupRef, Scope } from './model.ts';

/**
 * Keys of log groups (CloudWatch Logs User Guide, "Encrypt log data in CloudWatch Logs using AWS KMS"): the key's policy lets the
 * service principal of the Region, with the group's ARN as encryption context, and without that nothing is read or written.
 * KMS is asked again after five minutes.
 */
export interface GroupKeys {
  /** When a group is to get the key. */
  requireUsable(call: Call, group: GroupRef, keyId: string): Promise<void>;
  /** When events come or are read. */
  requireOpen(call: Call, group: Group): Promise<void>;
  /** The same when a service writes, outside of any transaction. */
  isOpen(group: Group): Promise<boolean>;
}

interface Deps {
  readonly acceptsLooseInput?: boolean;
  readonly call: OperationCall;
  readonly keys: KeyPort;
}

const KEY_BYTES = 32;
const REUSE_SECONDS = 300;

const contextOf = ({ arn }: GroupRef) => ({ 'aws:logs:arn': arn });

const tryKey = async (calls: KeyCalls, group: GroupRef, KeyId: string) => {
  try {
    const EncryptionContext = contextOf(group);
    const made = await calls.generateDataKey({
      KeyId,
      EncryptionContext,
      NumberOfBytes: KEY_BYTES,
    });
    const { CiphertextBlob: ciphertext, KeyId: keyId } = made;
    const { Plaintext: plaintext } = await calls.decrypt({
      CiphertextBlob: ciphertext,
      KeyId: keyId,
      EncryptionContext,
    });
    return { keyId, plaintext, ciphertext };
  } catch (cause) {
    if (cause instanceof AwsError)
      throw keyRefused(group.arn, cause.name === 'AccessDeniedException');
    throw cause;
  }
};

// Whoever reads, it is the service that opens: no caller is another requester.
const asking = (
  { now, requestId, transport, tx }: Call,
  principal: ServicePrincipal,
): KeyAsking => ({
  now,
  requestId,
  tx,
  transport: { ...transport, secure: true },
  principal,
  sourceIp: '',
});

export const createGroupKeys = ({ acceptsLooseInput, call: ask, keys }: Deps): GroupKeys => {
  const dataKeys = createDataKeys({ keys });
  const principals = new Map<string, ServicePrincipal>();
  // One object each, by which data keys are kept.
  const principalOf = ({ account, region }: Scope): ServicePrincipal => {
    const name = `logs.${region}.amazonaws.com`;
    const id = `${account} ${region}`;
    const found = principals.get(id) ?? { kind: 'service', name, account };
    principals.set(id, found);
    return found;
  };
  return {
    requireUsable: async (call, group, keyId) => {
      if (acceptsLooseInput === true) return;
      // Whom a key does not let in cannot tell that there is none; this service can.
      if ((await keys.resolve(call.tx, group, keyId)) === undefined)
        throw keyRefused(group.arn, false);
      await tryKey(keyCalls(call, principalOf(group)), group, keyId);
    },
    requireOpen: async (call, group) => {
      const { kmsKeyId } = group;
      if (kmsKeyId === undefined || acceptsLooseInput === true) return;
      const name = `${group.arn} ${kmsKeyId}`;
      const principal = principalOf(group);
      const who = asking(call, principal);
      if ((await dataKeys.get(who, name)) !== undefined) return;
      const made = await tryKey(keyCalls(call, principal), group, kmsKeyId);
      await dataKeys.keep(who, name, made, REUSE_SECONDS);
    },
    isOpen: async (group) => {
      const { kmsKeyId, arn, account, region } = group;
      if (kmsKeyId === undefined || acceptsLooseInput === true) return true;
      const source = { service: principalOf(group).name, sourceArn: arn, sourceAccount: account };
      try {
        await tryKey(serviceKeyCalls(ask, source, region), group, kmsKeyId);
        return true;
      } catch (error) {
        if (error instanceof AwsError) return false;
        throw error;
      }
    },
  };
};
