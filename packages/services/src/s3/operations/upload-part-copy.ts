import type { UploadPartCopyOutput, UploadPartCopyRequest } from '@aws-sdk/client-s3';
import { type Call, receives } from '@gatehouse/service-kit';
import { permittedObject } from '../access/object-read.ts';
import { permittedWrite } from '../access/object-write.ts';
import { requireCopyConditions } from '../conditional.ts';
import { copySource } from '../copy-source.ts';
import { refuseCustomerKeys, sseMembers } from '../details.ts';
import { entityTooLarge } from '../errors.ts';
import type { Algorithm, Stretch, Upload } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { type ByteRange, copyRange } from '../ranges.ts';
import { type Kept, MOST_BYTES, rewriteContent } from '../receive.ts';
import { contents } from '../repositories/contents.ts';
import { readStretches } from '../stretches.ts';
import { wholeSecond } from '../whole-second.ts';
import { putPart, requirePartNumber, requireUpload } from './multipart.ts';

type Deps = Pick<S3Parts, 'access' | 'blobs' | 'ids'>;

interface Plan {
  readonly stretches: readonly Stretch[];
  readonly range: ByteRange;
  readonly algorithm: Algorithm;
}

const permittedUpload = async (
  access: S3Parts['access'],
  call: Call,
  input: UploadPartCopyRequest,
): Promise<Upload> => {
  requirePartNumber(input.PartNumber);
  refuseCustomerKeys(input);
  const { Bucket, Key, ExpectedBucketOwner } = input;
  const { bucket, key } = await permittedWrite(
    access,
    call,
    { Bucket, Key, ExpectedBucketOwner },
    { 's3:x-amz-copy-source': input.CopySource },
  );
  return requireUpload(call, bucket, key, input.UploadId);
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy = ({ access, blobs, ids }: Deps) =>
  receives<UploadPartCopyRequest, Plan, Kept, UploadPartCopyOutput>(
    { event: { data: true } },
    {
      admit: async (input, call) => {
        const source = copySource(input.CopySource);
        const { version } = await permittedObject(
          access,
          call,
          {
            Bucket: source.bucket,
            Key: source.key,
            VersionId: source.versionId,
            ExpectedBucketOwner: input.ExpectedSourceBucketOwner,
          },
          { action: 's3:GetObject', ofVersion: 's3:GetObjectVersion', permission: 'READ' },
        );
        const upload = await permittedUpload(access, call, input);
        requireCopyConditions(input, version);
        const range = copyRange(input.CopySourceRange, version.size);
        if (range.end - range.start > MOST_BYTES)
          throw entityTooLarge(range.end - range.start, MOST_BYTES);
        const stretches = await contents.of(call.tx, version.contentId);
        return { stretches, range, algorithm: upload.algorithm ?? 'CRC64NVME' };
      },
      keep: (_input, { stretches, range, algorithm }) =>
        rewriteContent(blobs, readStretches(blobs, stretches, range.start, range.end), algorithm),
      run: async (input, call, kept) => {
        const upload = await permittedUpload(access, call, input);
        await putPart(call, { ids }, upload, requirePartNumber(input.PartNumber), kept);
        return {
          CopyPartResult: {
            ETag: `"${kept.etag}"`,
            LastModified: wholeSecond(call.now),
            ...(upload.algorithm === undefined
              ? {}
              : { [`Checksum${kept.algorithm}`]: kept.checksum }),
          },
          ...sseMembers(upload.details.sse),
        };
      },
    },
  );
