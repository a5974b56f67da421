import type {
  ListObjectsOutput,
  ListObjectsRequest,
  ListObjectsV2Output,
  ListObjectsV2Request,
  ListObjectVersionsOutput,
  ListObjectVersionsRequest,
  _Object,
} from '@aws-sdk/client-s3';
import { type Call, reads } from '@gatehouse/service-kit';
import { permittedListing } from '../access/access.ts';
import { ownerOf } from '../access/acl.ts';
import { invalidArgument } from '../errors.ts';
import {
  type Asked,
  encoder,
  limitOf,
  listPage,
  type Page,
  type Place,
  requireEncodingType,
  startBehind,
} from '../listing.ts';
import type { Bucket, ObjectVersion } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { keyBytes, objects } from '../repositories/objects.ts';

type Deps = Pick<S3Parts, 'access' | 'pages'>;

interface ListRequest {
  readonly Delimiter?: string | undefined;
  readonly MaxKeys?: number | undefined;
  readonly Prefix?: string | undefined;
}

const askedOf = ({ Prefix = '', Delimiter = '', MaxKeys }: ListRequest): Asked => ({
  prefix: Prefix,
  delimiter: Delimiter,
  limit: limitOf(MaxKeys, 'max-keys'),
});

/** The condition keys by which a policy confines what may be listed. */
const listKeys = ({ Prefix, Delimiter, MaxKeys }: ListRequest) => ({
  's3:prefix': Prefix ?? '',
  's3:delimiter': Delimiter,
  's3:max-keys': MaxKeys,
});

const AFTER = Buffer.from([0]);

const fromOf = (place: Place<ObjectVersion>): Uint8Array =>
  'from' in place ? place.from : Buffer.concat([keyBytes(place.after.key), AFTER]);

const latestPage = (
  call: Call,
  bucket: Bucket,
  asked: Asked,
  marker: string | undefined,
): Promise<Page<ObjectVersion>> =>
  listPage<ObjectVersion>(asked, startBehind(asked, marker), (place, to, limit) =>
    objects.list(call.tx, bucket.name, { from: fromOf(place), to, limit }),
  );

const lastKey = ({ last }: Page<ObjectVersion>): string | undefined => {
  if (last === undefined) return undefined;
  return 'item' in last ? last.item.key : last.prefix;
};

const checksumOf = ({ details }: ObjectVersion): object =>
  details.checksum === undefined
    ? {}
    : {
        ChecksumAlgorithm: [details.checksum.algorithm],
        ChecksumType: details.checksum.type,
      };

const shownObject =
  (encode: (key: string) => string) =>
  (version: ObjectVersion): _Object => ({
    Key: encode(version.key),
    LastModified: version.modifiedAt,
    ETag: `"${version.etag}"`,
    ...checksumOf(version),
    Size: version.size,
    // The stored class was checked when it was stored.
    StorageClass: version.storageClass as _Object['StorageClass'],
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectsV2.html */
export const listObjectsV2 = ({ access, pages }: Deps) =>
  reads<ListObjectsV2Request, ListObjectsV2Output>(
    // CloudTrail knows both versions by one name.
    { event: { data: true, name: 'ListObjects' } },
    async (input, call) => {
      const bucket = await permittedListing(access, call, 's3:ListBucket', input, listKeys(input));
      requireEncodingType(input.EncodingType);
      const asked = askedOf(input);
      const encode = encoder(input.EncodingType);
      const { ContinuationToken, StartAfter } = input;
      const question = ['ListObjectsV2', bucket.name, asked.prefix, asked.delimiter];
      const opened =
        ContinuationToken === undefined ? undefined : pages.open(question, ContinuationToken);
      if (ContinuationToken !== undefined && opened === undefined)
        throw invalidArgument('The continuation token provided is incorrect', 'continuation-token');
      const page = await latestPage(
        call,
        bucket,
        asked,
        opened === undefined ? StartAfter : String(opened[0]),
      );
      const last = lastKey(page);
      const owner = ownerOf(access.ids, bucket.account);
      const show = shownObject(encode);
      return {
        Name: bucket.name,
        Prefix: encode(asked.prefix),
        ...(asked.delimiter === '' ? {} : { Delimiter: encode(asked.delimiter) }),
        ...(StartAfter === undefined ? {} : { StartAfter: encode(StartAfter) }),
        ...(ContinuationToken === undefined ? {} : { ContinuationToken }),
        MaxKeys: asked.limit,
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        KeyCount: page.items.length + page.prefixes.length,
        IsTruncated: last !== undefined,
        ...(last === undefined ? {} : { NextContinuationToken: pages.seal(question, [last]) }),
        ...(page.items.length === 0
          ? {}
          : {
              Contents: page.items.map((version) => ({
                ...show(version),
                ...(input.FetchOwner === true ? { Owner: owner } : {}),
              })),
            }),
        ...prefixesOf(page, encode),
      };
    },
  );

const prefixesOf = (page: Page<unknown>, encode: (key: string) => string) =>
  page.prefixes.length === 0
    ? {}
    : { CommonPrefixes: page.prefixes.map((prefix) => ({ Prefix: encode(prefix) })) };

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjects.html */
export const listObjects = ({ access }: Deps) =>
  reads<ListObjectsRequest, ListObjectsOutput>({ event: { data: true } }, async (input, call) => {
    const bucket = await permittedListing(access, call, 's3:ListBucket', input, listKeys(input));
    requireEncodingType(input.EncodingType);
    const asked = askedOf(input);
    const encode = encoder(input.EncodingType);
    const page = await latestPage(call, bucket, asked, input.Marker);
    const last = lastKey(page);
    const owner = ownerOf(access.ids, bucket.account);
    const show = shownObject(encode);
    return {
      Name: bucket.name,
      Prefix: encode(asked.prefix),
      Marker: encode(input.Marker ?? ''),
      ...(asked.delimiter === '' ? {} : { Delimiter: encode(asked.delimiter) }),
      MaxKeys: asked.limit,
      ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
      IsTruncated: last !== undefined,
      // Only with a delimiter; without one the caller goes on behind the last key.
      ...(last === undefined || asked.delimiter === '' ? {} : { NextMarker: encode(last) }),
      ...(page.items.length === 0
        ? {}
        : { Contents: page.items.map((version) => ({ ...show(version), Owner: owner })) }),
      ...prefixesOf(page, encode),
    };
  });

const ALL_OF_A_KEY = Number.MAX_SAFE_INTEGER;

/** Where a listing of versions goes on: behind a version of a key, or behind the key. */
const versionStart = async (
  call: Call,
  bucket: Bucket,
  asked: Asked,
  { KeyMarker, VersionIdMarker }: ListObjectVersionsRequest,
): Promise<Place<ObjectVersion>> => {
  if (VersionIdMarker === undefined || VersionIdMarker === '') return startBehind(asked, KeyMarker);
  if (KeyMarker === undefined || KeyMarker === '')
    throw invalidArgument(
      'A version-id marker cannot be specified without a key marker.',
      'version-id-marker',
      VersionIdMarker,
    );
  // A key before the prefix would show all that lies between them.
  if (!KeyMarker.startsWith(asked.prefix)) return startBehind(asked, KeyMarker);
  const version = await objects.version(call.tx, bucket.name, KeyMarker, VersionIdMarker);
  return version === undefined ? startBehind(asked, KeyMarker) : { after: version };
};

const versionsPage = (
  call: Call,
  bucket: Bucket,
  asked: Asked,
  start: Place<ObjectVersion>,
): Promise<Page<ObjectVersion>> =>
  listPage<ObjectVersion>(asked, start, (place, to, limit) =>
    'from' in place
      ? objects.versions(call.tx, bucket.name, { from: place.from, to, limit }, ALL_OF_A_KEY)
      : objects.versions(
          call.tx,
          bucket.name,
          { from: keyBytes(place.after.key), to, limit },
          place.after.seq,
        ),
  );

const nextMarkers = (
  { last }: Page<ObjectVersion>,
  encode: (key: string) => string,
): Pick<ListObjectVersionsOutput, 'NextKeyMarker' | 'NextVersionIdMarker'> => {
  if (last === undefined) return {};
  return 'item' in last
    ? { NextKeyMarker: encode(last.item.key), NextVersionIdMarker: last.item.versionId }
    : { NextKeyMarker: encode(last.prefix) };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_ListObjectVersions.html */
export const listObjectVersions = ({ access }: Deps) =>
  reads<ListObjectVersionsRequest, ListObjectVersionsOutput>(
    { event: { data: true } },
    async (input, call) => {
      const keys = listKeys(input);
      const bucket = await permittedListing(access, call, 's3:ListBucketVersions', input, keys);
      requireEncodingType(input.EncodingType);
      const asked = askedOf(input);
      const encode = encoder(input.EncodingType);
      const start = await versionStart(call, bucket, asked, input);
      const page = await versionsPage(call, bucket, asked, start);
      const owner = ownerOf(access.ids, bucket.account);
      const common = (version: ObjectVersion) => ({
        Key: encode(version.key),
        VersionId: version.versionId,
        IsLatest: version.isLatest,
        LastModified: version.modifiedAt,
        Owner: owner,
      });
      const [markers, versions] = [true, false].map((isMarker) =>
        page.items.filter(({ isDeleteMarker }) => isDeleteMarker === isMarker),
      );
      return {
        Name: bucket.name,
        Prefix: encode(asked.prefix),
        KeyMarker: encode(input.KeyMarker ?? ''),
        VersionIdMarker: input.VersionIdMarker ?? '',
        ...(asked.delimiter === '' ? {} : { Delimiter: encode(asked.delimiter) }),
        MaxKeys: asked.limit,
        ...(input.EncodingType === undefined ? {} : { EncodingType: input.EncodingType }),
        IsTruncated: page.last !== undefined,
        ...nextMarkers(page, encode),
        Versions: versions?.map((version) => ({
          ...common(version),
          ...checksumOf(version),
          ETag: `"${version.etag}"`,
          Size: version.size,
          // The service's model knows one class here, and S3 answers all of them.
          StorageClass: version.storageClass as 'STANDARD',
        })),
        DeleteMarkers: markers?.map(common),
        ...prefixesOf(page, encode),
      };
    },
  );
