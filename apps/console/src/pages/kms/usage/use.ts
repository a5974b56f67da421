import type { EncryptionContext } from '../../../api/keys.ts';
import { type EventRow, recordOf } from '../../events/event.ts';

/** What CloudTrail's record of a use of a key tells beside what every record does. */
interface UseRecord {
  readonly userIdentity?: {
    readonly arn?: string;
    readonly type?: string;
    readonly invokedBy?: string;
    readonly accountId?: string;
  };
  readonly requestParameters?: { readonly encryptionContext?: unknown } | null;
  readonly additionalEventData?: { readonly grantId?: unknown } | null;
}

const useOf = (row: EventRow): UseRecord => recordOf(row);

const USES = new Set([
  'Decrypt',
  'Encrypt',
  'ReEncrypt',
  'GenerateDataKey',
  'GenerateDataKeyWithoutPlaintext',
  'GenerateDataKeyPair',
  'GenerateDataKeyPairWithoutPlaintext',
  'Sign',
  'Verify',
  'GenerateMac',
  'VerifyMac',
  'DeriveSharedSecret',
  'Encapsulate',
  'Decapsulate',
]);

export const isUse = ({ EventName = '' }: EventRow): boolean => USES.has(EventName);

/** ARN of the caller, or the service or account where it has none. */
export const whoOf = (row: EventRow): string => {
  const { userIdentity = {} } = useOf(row);
  const { arn, invokedBy, accountId, type } = userIdentity;
  return arn ?? invokedBy ?? (accountId === undefined ? (type ?? '') : `account ${accountId}`);
};

/** `rds.amazonaws.com`, for a call that a service made. */
export const serviceOf = (row: EventRow): string => useOf(row).userIdentity?.invokedBy ?? '';

export const contextOfUse = (row: EventRow): EncryptionContext => {
  const context = useOf(row).requestParameters?.encryptionContext;
  return context !== null && typeof context === 'object'
    ? Object.fromEntries(Object.entries(context).map(([key, value]) => [key, String(value)]))
    : {};
};

/** The grant that permitted it, where one did. */
export const grantOf = (row: EventRow): string => {
  const id = useOf(row).additionalEventData?.grantId;
  return typeof id === 'string' ? id : '';
};
