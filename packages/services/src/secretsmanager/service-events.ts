import type { Ids } from '@gatehouse/core';
import type { AuditLog } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Secret } from './model.ts';

/** What Secrets Manager itself does in deleting (Secrets Manager User Guide, "AWS CloudTrail entries"). */
export type DeletionEvent =
  | 'StartSecretVersionDelete'
  | 'CancelSecretVersionDelete'
  | 'EndSecretVersionDelete';

/** The CloudTrail record of it, in the transaction in which it happens. */
export const recordDeletion = async (
  { audit, ids }: { readonly audit: AuditLog; readonly ids: Ids },
  tx: Tx,
  eventName: DeletionEvent,
  secret: Secret,
  now: Date,
): Promise<void> => {
  const record = {
    eventVersion: '1.11',
    userIdentity: { accountId: secret.account, invokedBy: 'secretsmanager.amazonaws.com' },
    eventTime: `${now.toISOString().slice(0, 19)}Z`,
    eventSource: 'secretsmanager.amazonaws.com',
    eventName,
    awsRegion: secret.region,
    sourceIPAddress: 'secretsmanager.amazonaws.com',
    userAgent: 'secretsmanager.amazonaws.com',
    requestParameters: null,
    responseElements: null,
    additionalEventData: { SecretId: secret.arn },
    eventID: ids.uuid(),
    readOnly: false,
    eventType: 'AwsServiceEvent',
    managementEvent: true,
    recipientAccountId: secret.account,
    eventCategory: 'Management',
  };
  const resources = [{ type: 'AWS::SecretsManager::Secret', name: secret.arn }];
  await audit.append(tx, [{ at: now.getTime(), record, resources }]);
};
