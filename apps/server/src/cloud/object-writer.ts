import { createHash } from 'node:crypto';
import { AwsError } from '@gatehouse/core';
import type { OperationCall } from '@gatehouse/service-kit';
import type { ObjectWriter, S3 } from '@gatehouse/services';

/** Objects that services put into buckets, each by the policy of the bucket. */
export const objectWriter = (
  call: OperationCall,
  s3: () => Pick<S3, 'checkDelivery'>,
): ObjectWriter => ({
  check: (delivery) => s3().checkDelivery(delivery),
  write: async ({ bucket, key, body, encryption, source, region, ...told }) => {
    try {
      await call({
        service: 's3',
        operation: 'PutObject',
        input: {
          Bucket: bucket,
          Key: key,
          Body: body,
          ACL: 'bucket-owner-full-control',
          ContentLength: body.length,
          ContentType: told.contentType,
          ContentEncoding: told.contentEncoding,
          // A bucket with Object Lock asks for it.
          ContentMD5: createHash('md5').update(body).digest('base64'),
          Metadata: told.metadata,
          ...(encryption === undefined
            ? {}
            : {
                ServerSideEncryption: 'aws:kms',
                SSEKMSKeyId: encryption.keyArn,
                SSEKMSEncryptionContext: Buffer.from(JSON.stringify(encryption.context)).toString(
                  'base64',
                ),
              }),
        },
        principal: { kind: 'service', name: source.service, account: source.sourceAccount },
        region,
        by: source.service,
        source: { arn: source.sourceArn, account: source.sourceAccount },
      });
      return undefined;
    } catch (error) {
      if (error instanceof AwsError && (error.status ?? 400) < 500) return error.name;
      throw error;
    }
  },
});
