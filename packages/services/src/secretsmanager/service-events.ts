import type { Ids } from '@gatehouse/core';
import type { AuditLog } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';
import type { Secret } from './model.ts';

const SERVICE = 'secretsmanager.amazonaws.com';

/** What Secrets Manager itself does in deleting (Secrets Manager User Guide, "AWS CloudTrail entries"). */
export type DeletionEvent =
  | 'StartSecretVersionDelete'
  | 'CancelSecretVersionDelete'
  | 'EndSecretVersionDelete';

/** The CloudTrail record of what the service does by itself, in the transaction in which it happens; EventBridge takes it from there. */
export const recordServiceEvent = async (
  { audit, ids }: { readonly audit: AuditLog; readonly ids: Ids },
  tx: Tx,
  secret: Secret,
  event: { readonly eventName: string; readonly errorMessage?: string },
  now: Date,
): Promise<void> => {
  const record = {
    eventVersion: '1.11',
    userIdentity: { accountId: secret.account, invokedBy: SERVICE },
    eventTime: `${now.toISOString().slice(0, 19)}Z`,
    eventSource: SERVICE,
    ...event,
    awsRegion: secret.region,
    sourceIPAddress: SERVICE,
    userAgent: SERVICE,
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

/** A step of a deletion. */
export const recordDeletion = (
  deps: { readonly audit: AuditLog; readonly ids: Ids },
  tx: Tx,
  eventName: DeletionEvent,
  secret: Secret,
  now: Date,
): Promise<void> => recordServiceEvent(deps, tx, secret, { eventName }, now);
