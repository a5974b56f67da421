import type { Ids } from '@gatehouse/core';
import { type Call, emitEvents } from '@gatehouse/service-kit';
import { settingOf } from './bucket-settings.ts';
import type { Bucket, ObjectVersion } from './model.ts';

/** EventBridge hears of a bucket's objects when its notification configuration says so. */
const isHeard = (bucket: Bucket): boolean =>
  settingOf(bucket, 'notification')?.EventBridgeConfiguration !== undefined;

const requesterOf = ({ principal }: Call): string => {
  if (principal.kind === 'service') return principal.name;
  return principal.kind === 'anonymous' ? 'Anonymous' : principal.account;
};

interface Happening {
  readonly detailType: 'Object Created' | 'Object Deleted';
  readonly reason: 'CompleteMultipartUpload' | 'CopyObject' | 'DeleteObject' | 'PutObject';
  readonly object: Readonly<Record<string, string | number>>;
  readonly deletionType?: 'Delete Marker Created' | 'Permanently Deleted';
}

/** S3 User Guide, "EventBridge event message structure". */
const emit = async (
  call: Call,
  ids: Ids,
  bucket: Bucket,
  { detailType, reason, object, deletionType }: Happening,
): Promise<void> => {
  if (!isHeard(bucket)) return;
  const event = {
    id: ids.uuid(),
    source: 'aws.s3',
    detailType,
    account: bucket.account,
    region: bucket.region,
    at: call.now,
    resources: [bucket.arn],
    detail: {
      version: '0',
      bucket: { name: bucket.name },
      object: { ...object, sequencer: ids.hex(18).toUpperCase() },
      'request-id': call.requestId,
      requester: requesterOf(call),
      'source-ip-address': call.sourceIp,
      reason,
      ...(deletionType === undefined ? {} : { 'deletion-type': deletionType }),
    },
  };
  await emitEvents(call.tx, [event], call.now);
};

const versionOf = (bucket: Bucket, versionId: string): object =>
  bucket.versioning === undefined ? {} : { 'version-id': versionId };

export const objectCreated = (
  call: Call,
  ids: Ids,
  bucket: Bucket,
  { key, size, etag, versionId }: ObjectVersion,
  reason: Exclude<Happening['reason'], 'DeleteObject'>,
): Promise<void> =>
  emit(call, ids, bucket, {
    detailType: 'Object Created',
    reason,
    object: { key, size, etag, ...versionOf(bucket, versionId) },
  });

/** @param marker whether the key only got a delete marker */
export const objectDeleted = (
  call: Call,
  ids: Ids,
  bucket: Bucket,
  { key, versionId, etag }: Pick<ObjectVersion, 'etag' | 'key' | 'versionId'>,
  marker: boolean,
): Promise<void> =>
  emit(call, ids, bucket, {
    detailType: 'Object Deleted',
    reason: 'DeleteObject',
    object: { key, ...(etag === '' ? {} : { etag }), ...versionOf(bucket, versionId) },
    deletionType: marker ? 'Delete Marker Created' : 'Permanently Deleted',
  });
