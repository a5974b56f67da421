import type { UploadPartCopyOutput, UploadPartCopyRequest } from '@aws-sdk/client-s3';
import { type Call, receives } from '@gatehouse/service-kit';
import { permittedObject } from '../access/object-read.ts';
import { permittedWrite } from '../access/object-write.ts';
import { requireCopyConditions } from '../conditional.ts';
import { copySource } from '../copy-source.ts';
import { refuseCustomerKeys, sseMembers } from '../encryption/asked.ts';
import type { Place } from '../encryption/encryption.ts';
import { entityTooLarge } from '../errors.ts';
import type { Algorithm, Sse, Stretch, Upload } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { type ByteRange, copyRange } from '../ranges.ts';
import { type Kept, MOST_BYTES, rewriteContent } from '../receive.ts';
import { contents } from '../repositories/contents.ts';
import { readStretches } from '../stretches.ts';
import { wholeSecond } from '../whole-second.ts';
import { putPart, requirePartNumber, requireUpload } from './multipart.ts';

type Deps = Pick<S3Parts, 'access' | 'blobs' | 'encryption' | 'ids'>;

interface Plan {
  readonly source: Source;
  readonly stretches: readonly Stretch[];
  readonly range: ByteRange;
  readonly algorithm: Algorithm;
  /** What the source is sealed with, and what the part is to be. */
  readonly keys: { readonly from: Uint8Array | undefined; readonly to: Uint8Array | undefined };
}

interface Source {
  readonly place: Place;
  readonly sse: Sse | undefined;
}

interface Copied {
  readonly source: Source;
  readonly kept: Kept;
}

interface Target {
  readonly place: Place;
  readonly upload: Upload;
}

const permittedUpload = async (
  access: S3Parts['access'],
  call: Call,
  input: UploadPartCopyRequest,
): Promise<Target> => {
  requirePartNumber(input.PartNumber);
  refuseCustomerKeys(input);
  const { Bucket, Key, ExpectedBucketOwner } = input;
  const { bucket, key } = await permittedWrite(
    access,
    call,
    { Bucket, Key, ExpectedBucketOwner },
    { 's3:x-amz-copy-source': input.CopySource },
  );
  const upload = await requireUpload(call, bucket, key, input.UploadId);
  return { place: { bucket, key }, upload };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPartCopy.html */
export const uploadPartCopy = ({ access, blobs, encryption, ids }: Deps) =>
  receives<UploadPartCopyRequest, Plan, Copied, UploadPartCopyOutput>(
    { event: { data: true } },
    {
      admit: async (input, call) => {
        const source = copySource(input.CopySource);
        const { bucket, version } = await permittedObject(
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
        const { place, upload } = await permittedUpload(access, call, input);
        requireCopyConditions(input, version);
        const range = copyRange(input.CopySourceRange, version.size);
        if (range.end - range.start > MOST_BYTES)
          throw entityTooLarge(range.end - range.start, MOST_BYTES);
        const stretches = await contents.of(call.tx, version.contentId);
        const from = { place: { bucket, key: version.key }, sse: version.details.sse };
        return {
          source: from,
          stretches,
          range,
          algorithm: upload.algorithm ?? 'CRC64NVME',
          keys: {
            from: await encryption.peek(call, from.place, from.sse),
            to: await encryption.peek(call, place, upload.details.sse),
          },
        };
      },
      keep: async (_input, { source, stretches, range, algorithm, keys }) => {
        const content = readStretches(blobs, stretches, range.start, range.end, keys.from);
        return { source, kept: await rewriteContent(blobs, content, algorithm, keys.to) };
      },
      run: async (input, call, { source, kept }) => {
        const { place, upload } = await permittedUpload(access, call, input);
        await encryption.open(call, source.place, source.sse);
        await encryption.open(call, place, upload.details.sse);
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
