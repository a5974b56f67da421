import type {
  GetKeyLastUsageRequest,
  GetKeyLastUsageResponse,
  KeyLastUsageTrackingOperation,
} from '@aws-sdk/client-kms';
import { type AuditEntry, type Call, type ConditionKeys, reads } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { KmsParts } from '../parts.ts';
import { type KeyUsed, uses } from '../repositories/uses.ts';
import { KEY_ID, readKey } from './administered-key.ts';
import { DAY_MILLISECONDS } from './rotate.ts';

/** KeyLastUsageTrackingOperation of the API model. */
const FOLLOWED: ReadonlySet<string> = new Set<KeyLastUsageTrackingOperation>([
  'Decapsulate',
  'Decrypt',
  'DeriveSharedSecret',
  'Encapsulate',
  'Encrypt',
  'GenerateDataKey',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateMac',
  'ReEncrypt',
  'Sign',
  'Verify',
  'VerifyMac',
]);

const isFollowed = (name: unknown): name is KeyLastUsageTrackingOperation =>
  typeof name === 'string' && FOLLOWED.has(name);

const isKey = (value: unknown): value is { readonly ARN: string; readonly accountId: string } =>
  typeof value === 'object' &&
  value !== null &&
  'ARN' in value &&
  typeof value.ARN === 'string' &&
  'accountId' in value;

/** The keys that a CloudTrail record tells to have been used, each by the record of its own account. */
const usedKeys = ({ at, record }: AuditEntry): readonly (readonly [string, KeyUsed])[] => {
  const operation = record['eventName'];
  if (record['eventSource'] !== 'kms.amazonaws.com' || record['errorCode'] !== undefined) return [];
  if (!isFollowed(operation) || !Array.isArray(record['resources'])) return [];
  const used = { operation, at, eventId: record.eventID, requestId: String(record['requestID']) };
  return record['resources']
    .filter(isKey)
    .filter(({ accountId }) => accountId === record.recipientAccountId)
    .map(({ ARN }) => [ARN, used] as const);
};

/** Notes the last use of each key of a batch of CloudTrail records: one row a key, however often it was used. */
export const recordUses = async (tx: Tx, entries: readonly AuditEntry[]): Promise<void> => {
  const last = new Map<string, KeyUsed>();
  for (const [arn, used] of entries.flatMap(usedKeys))
    if (used.at >= (last.get(arn)?.at ?? 0)) last.set(arn, used);
  // In one order on every node, so that two batches never wait for one another.
  for (const arn of [...last.keys()].toSorted()) {
    const used = last.get(arn);
    if (used !== undefined) await uses.note(tx, arn, used);
  }
};

/** `kms:TrailingDaysWithoutKeyUsage`: whole days since the last use, or since the key was made. */
export const daysUnused = async (
  { keys }: Pick<KmsParts, 'keys'>,
  call: Call,
  keyId: string | undefined,
): Promise<ConditionKeys> => {
  const key = await keys.find(call, keyId ?? '', false);
  if (key === undefined) return {};
  const since = (await uses.find(call.tx, key.arn))?.at ?? key.createdAt.getTime();
  return {
    'kms:TrailingDaysWithoutKeyUsage': Math.floor(
      Math.max(0, call.now.getTime() - since) / DAY_MILLISECONDS,
    ),
  };
};

/**
 * https://docs.aws.amazon.com/kms/latest/APIReference/API_GetKeyLastUsage.html: uses are followed from the making of a key on, and
 * known as soon as their CloudTrail records are.
 */
export const getKeyLastUsage = (parts: KmsParts) =>
  reads<GetKeyLastUsageRequest, GetKeyLastUsageResponse>(
    { limits: KEY_ID },
    async (input, call) => {
      const key = await readKey(parts, call, 'GetKeyLastUsage', input.KeyId);
      const used = await uses.find(call.tx, key.arn);
      return {
        KeyId: key.id,
        KeyLastUsage:
          used === undefined
            ? {}
            : {
                Operation: used.operation,
                Timestamp: new Date(used.at),
                CloudTrailEventId: used.eventId,
                KmsRequestId: used.requestId,
              },
        TrackingStartDate: key.createdAt,
        KeyCreationDate: key.createdAt,
      };
    },
  );
