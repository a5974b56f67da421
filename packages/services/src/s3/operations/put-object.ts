import type { PutObjectOutput, PutObjectRequest } from '@aws-sdk/client-s3';
import { receives } from '@gatehouse/service-kit';
import { permittedWrite } from '../access/object-write.ts';
import { announcedChecksum, checksumMembers, type Stated } from '../checksums/stated.ts';
import { detailsOf, storageClassOf } from '../details.ts';
import { madeSseMembers } from '../encryption/asked.ts';
import { invalidRequest } from '../errors.ts';
import { objectCreated } from '../events.ts';
import type { S3Parts } from '../parts.ts';
import { keepContent, type Kept } from '../receive.ts';
import { objects } from '../repositories/objects.ts';
import { addVersion, ofOneBlob, requireWriteConditions, versionMember } from '../versions.ts';

type Deps = Pick<S3Parts, 'access' | 'blobs' | 'encryption' | 'ids'>;

interface Admitted {
  readonly stated: Stated | undefined;
  readonly objectKey: Uint8Array | undefined;
}

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObject.html */
export const putObject = ({ access, blobs, encryption, ids }: Deps) =>
  receives<PutObjectRequest, Admitted, Kept, PutObjectOutput>(
    {
      event: { data: true },
      partial:
        'Keys of customers (SSE-C) are refused. Under SSE-KMS the content is sealed, names, metadata, tags and checksums are not; aws:kms:dsse has one layer.',
    },
    {
      admit: async (input, call) => {
        const { bucket, key } = await permittedWrite(access, call, input);
        const { sse } = detailsOf(bucket, input, call.now);
        storageClassOf(input);
        const stated = announcedChecksum(input, input.Body);
        if (bucket.objectLock && stated === undefined && input.ContentMD5 === undefined)
          throw invalidRequest(
            'Content-MD5 OR x-amz-checksum- HTTP header is required for Put Object requests with Object Lock parameters',
          );
        // Nobody's gigabyte is taken in vain; what counts is asked again in the transaction.
        requireWriteConditions(input, key, await objects.latest(call.tx, bucket.name, key));
        return { stated, objectKey: await encryption.admit(call, { bucket, key }, sse) };
      },
      keep: (input, { stated, objectKey }) => keepContent(blobs, input, stated, objectKey),
      run: async (input, call, kept) => {
        const { blob, size, etag, algorithm, checksum } = kept;
        const { bucket, key, tags, acl } = await permittedWrite(access, call, input);
        requireWriteConditions(input, key, await objects.latest(call.tx, bucket.name, key));
        const details = detailsOf(bucket, input, call.now);
        const sse = await encryption.seal(call, { bucket, key }, details.sse, kept.key);
        const sum = { algorithm, value: checksum, type: 'FULL_OBJECT' as const };
        const version = await addVersion(
          call.tx,
          ids,
          bucket,
          {
            key,
            isDeleteMarker: false,
            size,
            etag,
            storageClass: storageClassOf(input),
            modifiedAt: call.now,
            details: { ...details, sse, checksum: sum, acl },
            tags,
          },
          ofOneBlob(call.tx, blob, size),
        );
        await objectCreated(call, ids, bucket, version, 'PutObject');
        call.remark({ bytesTransferredIn: size });
        return {
          ETag: `"${etag}"`,
          ...versionMember(bucket, version),
          ...checksumMembers(sum),
          ...madeSseMembers(sse),
        };
      },
    },
  );
