import type {
  ListMultipartUploadsOutput,
  ListMultipartUploadsRequest,
  ListPartsOutput,
  ListPartsRequest,
  Owner,
} from '@aws-sdk/client-s3';
import { type Call, cutPage, reads } from '@gatehouse/service-kit';
import { authorizeObject, foundBucket, permittedListing, requireBucket } from '../access/access.ts';
import { ownerOf } from '../access/acl.ts';
import {
  type Asked,
  encoder,
  limitOf,
  listPage,
  type Page,
  requireEncodingType,
  startBehind,
} from '../listing.ts';
import type { Bucket, Upload } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { keyBytes } from '../repositories/objects.ts';
import { uploads } from '../repositories/uploads.ts';
import { requireUpload } from './multipart.ts';

type Deps = Pick<S3Parts, 'access'>;

const initiator = ({ initiator: arn }: Upload) => ({
  ID: arn,
  DisplayName: arn.slice(arn.lastIndexOf('/') + 1),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListParts.html */
export const listParts = ({ access }: Deps) =>
  reads<ListPartsRequest, ListPartsOutput>({ event: { data: true } }, async (input, call) => {
    const { Bucket: name = '', Key: key = '' } = input;
    const bucket = await foundBucket(call, name);
    await authorizeObject(access, call, 's3:ListMultipartUploadParts', { bucket, name, key });
    const found = requireBucket(call, input, bucket);
    const upload = await requireUpload(call, found, key, input.UploadId);
    const limit = limitOf(input.MaxParts, 'max-parts');
    const after = Number(input.PartNumberMarker ?? 0) || 0;
    const { page, last } = cutPage(
      await uploads.parts(call.tx, upload.id, after, limit + 1),
      limit,
    );
    const { algorithm, checksumType } = upload;
    return {
      Bucket: name,
      Key: key,
      UploadId: upload.id,
      PartNumberMarker: String(after),
      NextPartNumberMarker: String(page.at(-1)?.number ?? 0),
      MaxParts: limit,
      IsTruncated: last !== undefined,
      Initiator: initiator(upload),
      Owner: ownerOf(access.ids, found.account),
      // It was checked when the upload began.
      StorageClass: upload.storageClass as 'STANDARD',
      ...(algorithm === undefined
        ? {}
        : { ChecksumAlgorithm: algorithm, ChecksumType: checksumType }),
      ...(page.length === 0
        ? {}
        : {
            Parts: page.map((part) => ({
              PartNumber: part.number,
              LastModified: part.modifiedAt,
              ETag: `"${part.etag}"`,
              Size: part.size,
              ...(algorithm === undefined || part.checksum === undefined
                ? {}
                : { [`Checksum${algorithm}`]: part.checksum }),
            })),
          }),
    };
  });

const AFTER_ALL = '~';

interface Markers {
  readonly KeyMarker: string;
  readonly UploadIdMarker: string;
}

const uploadsPage = (
  call: Call,
  bucket: Bucket,
  asked: Asked,
  { KeyMarker, UploadIdMarker }: Markers,
): Promise<Page<Upload>> => {
  const isWithin = KeyMarker !== '' && KeyMarker.startsWith(asked.prefix);
  const isBehindUpload = isWithin && UploadIdMarker !== '';
  const first = isBehindUpload ? keyBytes(KeyMarker) : startBehind(asked, KeyMarker).from;
  return listPage<Upload>(asked, { from: first }, (place, to, limit) => {
    if ('after' in place)
      return uploads.list(
        call.tx,
        bucket.name,
        { from: keyBytes(place.after.key), to, limit },
        place.after.id,
      );
    const afterId = isBehindUpload && place.from === first ? UploadIdMarker : '';
    return uploads.list(call.tx, bucket.name, { from: place.from, to, limit }, afterId);
  });
};

const shownUpload = (owner: Owner, encode: (key: string) => string) => (upload: Upload) => ({
  UploadId: upload.id,
  Key: encode(upload.key),
  Initiated: upload.initiatedAt,
  // It was checked when the upload began.
  StorageClass: upload.storageClass as 'STANDARD',
  Owner: owner,
  Initiator: initiator(upload),
  ...(upload.algorithm === undefined
    ? {}
    : { ChecksumAlgorithm: upload.algorithm, ChecksumType: upload.checksumType }),
});

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListMultipartUploads.html */
export const listMultipartUploads = ({ access }: Deps) =>
  reads<ListMultipartUploadsRequest, ListMultipartUploadsOutput>(
    { event: { data: true } },
    async (input, call) => {
      const bucket = await permittedListing(access, call, 's3:ListBucketMultipartUploads', input);
      requireEncodingType(input.EncodingType);
      const { Prefix = '', Delimiter = '', KeyMarker = '', UploadIdMarker = '' } = input;
      const limit = limitOf(input.MaxUploads, 'max-uploads');
      const asked = { prefix: Prefix, delimiter: Delimiter, limit };
      const encode = encoder(input.EncodingType);
      const page = await uploadsPage(call, bucket, asked, { KeyMarker, UploadIdMarker });
      const { last } = page;
      const show = shownUpload(ownerOf(access.ids, bucket.account), encode);
      return {
        Bucket: bucket.name,
        KeyMarker: encode(KeyMarker),
        UploadIdMarker,
        Prefix: encode(Prefix),
        ...(Delimiter === '' ? {} : { Delimiter: encode(Delimiter) }),
        MaxUploads: limit,
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        IsTruncated: last !== undefined,
        ...(last === undefined
          ? {}
          : {
              NextKeyMarker: encode('item' in last ? last.item.key : last.prefix),
              NextUploadIdMarker: 'item' in last ? last.item.id : AFTER_ALL,
            }),
        ...(page.items.length === 0 ? {} : { Uploads: page.items.map(show) }),
        ...(page.prefixes.length === 0
          ? {}
          : { CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })) }),
      };
    },
  );
