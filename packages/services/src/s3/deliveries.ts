import { compilePolicy } from '@gatehouse/policy';
import { permitsService, type OrganizationPort, type ServiceSource } from '@gatehouse/service-kit';
import type { S3Deps } from './deps.ts';
import type { Bucket } from './model.ts';
import { objectArn } from './names.ts';
import { buckets } from './repositories/buckets.ts';

/** What services that put objects into other people's buckets say that they leave to the bucket's owner. */
export const DELIVERED_ACL = 'bucket-owner-full-control';

interface Delivery {
  readonly bucket: string;
  readonly key: string;
  readonly source: ServiceSource;
}

/**
 * Whether a bucket takes what a service delivers: `NoSuchBucket`, `AccessDenied`, or undefined when it does. Its policy must
 * let the service read the bucket's ACL, and put the object with the ACL that gives it to the owner (CloudTrail User Guide,
 * "Amazon S3 bucket policy for CloudTrail").
 */
export const deliveryCheck =
  (
    deps: Pick<S3Deps, 'store' | 'clock' | 'acceptsLooseInput'> & {
      readonly organizations: OrganizationPort;
    },
  ) =>
  async ({ bucket: name, key, source }: Delivery): Promise<string | undefined> => {
    const bucket = await deps.store.read((tx) => buckets.find(tx, name));
    if (bucket === undefined) return 'NoSuchBucket';
    if (deps.acceptsLooseInput === true) return undefined;
    const permits = (action: string, arn: string, keys: Readonly<Record<string, string>> = {}) =>
      permitsService(deps, action, reached(bucket, arn), source, keys);
    const asked = { 's3:x-amz-acl': DELIVERED_ACL, 's3:ResourceAccount': bucket.account };
    const mayWrite =
      (await permits('s3:GetBucketAcl', bucket.arn)) &&
      (await permits('s3:PutObject', objectArn(name, key), asked));
    return mayWrite ? undefined : 'AccessDenied';
  };

const reached = (bucket: Bucket, arn: string) => {
  const text = bucket.settings.get('policy');
  return {
    arn,
    account: bucket.account,
    region: bucket.region,
    policy:
      text === undefined ? undefined : { id: bucket.arn, policy: compilePolicy(text, 'resource') },
  };
};
