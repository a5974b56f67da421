import type { Ids } from '@gatehouse/core';
import type { AuditLog } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Key } from '../model.ts';

/** What KMS itself does to keys, later than it was asked (AWS KMS Developer Guide, "Examples of AWS KMS log entries"). */
export type ServiceEventName = 'DeleteKey' | 'DeleteExpiredKeyMaterial' | 'RotateKey';

/** The CloudTrail record of it, in the transaction in which it happens. */
export const recordServiceEvent = async (
  { audit, ids }: { readonly audit: AuditLog; readonly ids: Ids },
  tx: Tx,
  eventName: ServiceEventName,
  key: Key,
  now: Date,
  details: Readonly<Record<string, string>> = {},
): Promise<void> => {
  const record = {
    eventVersion: '1.11',
    userIdentity: { accountId: key.account, invokedBy: 'AWS Internal' },
    eventTime: `${now.toISOString().slice(0, 19)}Z`,
    eventSource: 'kms.amazonaws.com',
    eventName,
    awsRegion: key.region,
    sourceIPAddress: 'AWS Internal',
    userAgent: 'AWS Internal',
    requestParameters: null,
    responseElements: null,
    eventID: ids.uuid(),
    readOnly: false,
    resources: [{ accountId: key.account, type: 'AWS::KMS::Key', ARN: key.arn }],
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: key.account,
    serviceEventDetails: { keyId: key.id, ...details },
    eventCategory: 'Management',
  };
  const resources = [{ type: 'AWS::KMS::Key', name: key.arn }];
  await audit.append(tx, [{ at: now.getTime(), record, resources }]);
};
