import type {
  AbortMultipartUploadRequest,
  CreateMultipartUploadOutput,
  CreateMultipartUploadRequest,
  UploadPartOutput,
  UploadPartRequest,
} from '@aws-sdk/client-s3';
import { type Call, principalArn, receives, writes } from '@gatehouse/service-kit';
import { authorizeObject, foundBucket, requireBucket } from '../access/access.ts';
import { permittedWrite } from '../access/object-write.ts';
import {
  announcedChecksum,
  checksumMembers,
  requireAlgorithm,
  type Stated,
} from '../checksums/stated.ts';
import { detailsOf, storageClassOf } from '../details.ts';
import { madeSseMembers, refuseCustomerKeys, sseMembers } from '../encryption/asked.ts';
import { invalidArgument, invalidRequest, noSuchUpload } from '../errors.ts';
import type { Algorithm, Bucket, Checksum, Upload } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { keepContent, type Kept } from '../receive.ts';
import { uploads } from '../repositories/uploads.ts';
import { ofOneBlob } from '../versions.ts';
import { wholeSecond } from '../whole-second.ts';

type Deps = Pick<S3Parts, 'access' | 'blobs' | 'encryption' | 'ids'>;

interface Admitted {
  readonly stated: Stated | undefined;
  readonly objectKey: Uint8Array | undefined;
}

const MOST_PARTS = 10_000;

const typeFor = (
  algorithm: Algorithm | undefined,
  asked: Checksum['type'] | undefined,
): Checksum['type'] | undefined => {
  if (algorithm === undefined) {
    if (asked !== undefined)
      throw invalidRequest(
        'The x-amz-checksum-type header can only be used with the x-amz-checksum-algorithm header.',
      );
    return undefined;
  }
  const isCrc = algorithm.startsWith('CRC');
  if (asked === 'FULL_OBJECT' && !isCrc)
    throw invalidRequest(
      `The FULL_OBJECT checksum type cannot be used with the ${algorithm.toLowerCase()} checksum algorithm.`,
    );
  if (asked === 'COMPOSITE' && algorithm === 'CRC64NVME')
    throw invalidRequest(
      'The COMPOSITE checksum type cannot be used with the crc64nvme checksum algorithm.',
    );
  return asked ?? (algorithm === 'CRC64NVME' ? 'FULL_OBJECT' : 'COMPOSITE');
};

const initiatorOf = ({ principal }: Call): string => {
  if (principal.kind === 'anonymous') return 'anonymous';
  return principal.kind === 'service' ? principal.name : principalArn(principal);
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CreateMultipartUpload.html */
export const createMultipartUpload = ({ access, encryption, ids }: Deps) =>
  writes<CreateMultipartUploadRequest, CreateMultipartUploadOutput>(
    { event: { data: true } },
    async (input, call) => {
      const { bucket, key, tags, acl } = await permittedWrite(access, call, input);
      const algorithm = requireAlgorithm(input.ChecksumAlgorithm);
      const checksumType = typeFor(algorithm, input.ChecksumType);
      const details = detailsOf(bucket, input, call.now);
      const sse = await encryption.begin(call, { bucket, key }, details.sse);
      const upload: Upload = {
        id: ids.alphanumeric(96),
        key,
        initiatedAt: wholeSecond(call.now),
        initiator: initiatorOf(call),
        storageClass: storageClassOf(input),
        algorithm,
        checksumType,
        details: { ...details, sse, acl },
        tags,
      };
      await uploads.insert(call.tx, bucket.name, upload);
      return {
        Bucket: bucket.name,
        Key: key,
        UploadId: upload.id,
        ...(algorithm === undefined
          ? {}
          : { ChecksumAlgorithm: algorithm, ChecksumType: checksumType }),
        ...madeSseMembers(sse),
      };
    },
  );

export const requireUpload = async (
  call: Call,
  bucket: Bucket,
  key: string,
  uploadId: string | undefined,
): Promise<Upload> => {
  const upload = await uploads.find(call.tx, bucket.name, key, uploadId ?? '');
  if (upload === undefined) throw noSuchUpload(uploadId ?? '');
  return upload;
};

export const requirePartNumber = (number: number | undefined): number => {
  if (number === undefined || !Number.isInteger(number) || number < 1 || number > MOST_PARTS)
    throw invalidArgument(
      'Part number must be an integer between 1 and 10000, inclusive',
      'partNumber',
      number,
    );
  return number;
};

const partStated = (upload: Upload, input: UploadPartRequest): Stated | undefined => {
  const stated = announcedChecksum(input, input.Body);
  const { algorithm } = upload;
  if (algorithm === undefined) return stated;
  if (stated !== undefined && stated.algorithm !== algorithm)
    throw invalidRequest(
      `Checksum Type mismatch occurred, expected checksum Type: ${algorithm.toLowerCase()}, actual checksum Type: ${stated.algorithm.toLowerCase()}`,
    );
  return stated ?? { algorithm, value: undefined };
};

interface Target {
  readonly bucket: Bucket;
  readonly upload: Upload;
}

const permittedUpload = async (
  access: S3Parts['access'],
  call: Call,
  input: UploadPartRequest,
): Promise<Target> => {
  requirePartNumber(input.PartNumber);
  refuseCustomerKeys(input);
  const { Bucket, Key, ExpectedBucketOwner } = input;
  const { bucket, key } = await permittedWrite(access, call, { Bucket, Key, ExpectedBucketOwner });
  return { bucket, upload: await requireUpload(call, bucket, key, input.UploadId) };
};

/** A part that is on disk, as a row of its upload; in place of an earlier one with its number. */
export const putPart = async (
  call: Call,
  { ids }: Pick<S3Parts, 'ids'>,
  upload: Upload,
  number: number,
  { blob, size, etag, checksum, algorithm }: Kept,
): Promise<void> => {
  const contentId = ids.uuid();
  await uploads.putPart(call.tx, upload.id, {
    number,
    size,
    etag,
    modifiedAt: wholeSecond(call.now),
    contentId,
    checksum: algorithm === (upload.algorithm ?? 'CRC64NVME') ? checksum : undefined,
  });
  await ofOneBlob(call.tx, blob, size)(contentId);
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_UploadPart.html */
export const uploadPart = ({ access, blobs, encryption, ids }: Deps) =>
  receives<UploadPartRequest, Admitted, Kept, UploadPartOutput>(
    { event: { data: true } },
    {
      admit: async (input, call) => {
        const { bucket, upload } = await permittedUpload(access, call, input);
        const stated = partStated(upload, input);
        const place = { bucket, key: upload.key };
        return { stated, objectKey: await encryption.peek(call, place, upload.details.sse) };
      },
      keep: (input, { stated, objectKey }) => keepContent(blobs, input, stated, objectKey),
      run: async (input, call, kept) => {
        const { bucket, upload } = await permittedUpload(access, call, input);
        await encryption.open(call, { bucket, key: upload.key }, upload.details.sse);
        await putPart(call, { ids }, upload, requirePartNumber(input.PartNumber), kept);
        call.remark({ bytesTransferredIn: kept.size });
        const { algorithm, checksum: value } = kept;
        const { ChecksumType: _, ...members } = Object.assign(
          { ChecksumType: undefined },
          checksumMembers({ algorithm, value, type: 'FULL_OBJECT' }),
        );
        return { ETag: `"${kept.etag}"`, ...members, ...sseMembers(upload.details.sse) };
      },
    },
  );

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_AbortMultipartUpload.html */
export const abortMultipartUpload = ({ access }: Deps) =>
  writes<AbortMultipartUploadRequest, object>({ event: { data: true } }, async (input, call) => {
    const { Bucket: name = '', Key: key = '' } = input;
    const bucket = await foundBucket(call, name);
    await authorizeObject(access, call, 's3:AbortMultipartUpload', { bucket, name, key });
    const found = requireBucket(call, input, bucket);
    await uploads.remove(call.tx, name, await requireUpload(call, found, key, input.UploadId));
    return {};
  });
