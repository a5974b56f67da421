import { createHash } from 'node:crypto';
import type {
  CompletedPart,
  CompleteMultipartUploadOutput,
  CompleteMultipartUploadRequest,
} from '@aws-sdk/client-s3';
import { type Transport, writes } from '@gatehouse/service-kit';
import { permittedWrite } from '../access/object-write.ts';
import { combineCrcs, isCombinable } from '../checksums/combine.ts';
import { checksumOf } from '../checksums/measured.ts';
import { checksumMembers, statedChecksum } from '../checksums/stated.ts';
import { sseMembers } from '../encryption/asked.ts';
import {
  badChecksum,
  entityTooSmall,
  invalidPart,
  invalidPartOrder,
  invalidRequest,
  malformedXml,
} from '../errors.ts';
import { objectCreated } from '../events.ts';
import type { Checksum, Part, Upload } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { contents } from '../repositories/contents.ts';
import { objects } from '../repositories/objects.ts';
import { uploads } from '../repositories/uploads.ts';
import { addVersion, type Draft, requireWriteConditions, versionMember } from '../versions.ts';
import { requireUpload } from './multipart.ts';

type Deps = Pick<S3Parts, 'access' | 'encryption' | 'ids'>;

const MOST_PARTS = 10_000;
const LEAST_BYTES = 5 * 1024 ** 2;

const bare = (etag: string | undefined): string => (etag ?? '').replaceAll('"', '');

/** The parts that the caller lists, in order, each as it was uploaded. */
const listedParts = (
  upload: Upload,
  listed: readonly CompletedPart[],
  stored: readonly Part[],
): readonly Part[] => {
  const byNumber = new Map(stored.map((part) => [part.number, part]));
  let last = 0;
  const parts: Part[] = [];
  for (const one of listed) {
    const number = one.PartNumber ?? 0;
    if (number <= last) throw invalidPartOrder(upload.id);
    last = number;
    const part = byNumber.get(number);
    const sum = statedChecksum(one);
    const fits =
      part !== undefined &&
      part.etag === bare(one.ETag) &&
      (sum === undefined || part.checksum === undefined || sum.value === part.checksum);
    if (!fits) throw invalidPart(upload.id, number, bare(one.ETag));
    parts.push(part);
  }
  for (const part of parts.slice(0, -1))
    if (part.size < LEAST_BYTES)
      throw entityTooSmall({
        PartNumber: part.number,
        ProposedSize: part.size,
        ETag: part.etag,
      });
  return parts;
};

/** MD5 of the parts' MD5s, and how many they are. */
const etagOf = (parts: readonly Part[]): string => {
  const digest = createHash('md5');
  for (const { etag } of parts) digest.update(Buffer.from(etag, 'hex'));
  return `${digest.digest('hex')}-${parts.length}`;
};

/** S3 User Guide, "Checking object integrity": of the parts' checksums, or of the whole, which a CRC can tell from them. */
const checksumFor = (upload: Upload, parts: readonly Part[]): Checksum | undefined => {
  const algorithm = upload.algorithm ?? 'CRC64NVME';
  const sums: { readonly checksum: string; readonly size: number }[] = [];
  for (const { checksum, size } of parts) {
    if (checksum === undefined) return undefined;
    sums.push({ checksum, size });
  }
  const type = upload.checksumType ?? 'FULL_OBJECT';
  if (type === 'FULL_OBJECT')
    return isCombinable(algorithm)
      ? { algorithm, value: combineCrcs(algorithm, sums), type }
      : undefined;
  const all = Buffer.concat(sums.map(({ checksum }) => Buffer.from(checksum, 'base64')));
  return { algorithm, value: `${checksumOf(algorithm, all)}-${parts.length}`, type };
};

const requireChecksum = (
  input: CompleteMultipartUploadRequest,
  checksum: Checksum | undefined,
): void => {
  for (const [name, value] of Object.entries(input)) {
    if (!name.startsWith('Checksum') || name === 'ChecksumType' || value === undefined) continue;
    const algorithm = name.slice('Checksum'.length);
    if (checksum?.algorithm !== algorithm || checksum.value !== value) throw badChecksum(algorithm);
  }
};

const requireSize = ({ MpuObjectSize }: CompleteMultipartUploadRequest, size: number): void => {
  if (MpuObjectSize !== undefined && MpuObjectSize !== size)
    throw invalidRequest(
      `The provided 'x-amz-mp-object-size' header value ${MpuObjectSize} does not match what was computed: ${size}`,
    );
};

const sizeOf = (parts: readonly Part[]): number => parts.reduce((sum, part) => sum + part.size, 0);

const draftOf = (
  upload: Upload,
  parts: readonly Part[],
  checksum: Checksum | undefined,
  modifiedAt: Date,
): Draft => ({
  key: upload.key,
  isDeleteMarker: false,
  size: sizeOf(parts),
  etag: etagOf(parts),
  storageClass: upload.storageClass,
  modifiedAt,
  details: {
    ...upload.details,
    checksum,
    parts: parts.map((part) => ({
      number: part.number,
      size: part.size,
      checksum: part.checksum,
    })),
  },
  tags: upload.tags,
});

const locationOf = ({ host, secure }: Transport, bucket: string, key: string): string => {
  const path = key.split('/').map(encodeURIComponent).join('/');
  return `${secure ? 'https' : 'http'}://${host ?? 's3.amazonaws.com'}/${bucket}/${path}`;
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CompleteMultipartUpload.html */
export const completeMultipartUpload = ({ access, encryption, ids }: Deps) =>
  writes<CompleteMultipartUploadRequest, CompleteMultipartUploadOutput>(
    { event: { data: true } },
    async (input, call) => {
      const { tx, now } = call;
      const { Bucket, Key, ExpectedBucketOwner, IfMatch, IfNoneMatch } = input;
      const { bucket, key } = await permittedWrite(
        access,
        call,
        { Bucket, Key, ExpectedBucketOwner },
        { 's3:if-match': IfMatch, 's3:if-none-match': IfNoneMatch },
      );
      const upload = await requireUpload(call, bucket, key, input.UploadId);
      // AWS reads the parts to make one of them.
      await encryption.open(call, { bucket, key }, upload.details.sse);
      const listed = input.MultipartUpload?.Parts ?? [];
      if (listed.length === 0 || listed.length > MOST_PARTS) throw malformedXml();
      const stored = await uploads.parts(tx, upload.id, 0, MOST_PARTS);
      const parts = listedParts(upload, listed, stored);
      requireSize(input, sizeOf(parts));
      const checksum = checksumFor(upload, parts);
      requireChecksum(input, checksum);
      requireWriteConditions(input, key, await objects.latest(tx, bucket.name, key));
      const used = new Set(parts);
      for (const part of stored) if (!used.has(part)) await uploads.removePart(tx, upload.id, part);
      const version = await addVersion(
        tx,
        ids,
        bucket,
        draftOf(upload, parts, checksum, now),
        (contentId) => contents.join(tx, upload.id, contentId),
      );
      await uploads.remove(tx, bucket.name, upload);
      await objectCreated(call, ids, bucket, version, 'CompleteMultipartUpload');
      return {
        Location: locationOf(call.transport, bucket.name, key),
        Bucket: bucket.name,
        Key: key,
        ETag: `"${version.etag}"`,
        ...checksumMembers(checksum),
        ...versionMember(bucket, version),
        ...sseMembers(upload.details.sse),
      };
    },
  );
