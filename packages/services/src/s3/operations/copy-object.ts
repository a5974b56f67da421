import type { CopyObjectOutput, CopyObjectRequest } from '@aws-sdk/client-s3';
import { type Call, receives, type Tags } from '@gatehouse/service-kit';
import { authorizeObject } from '../access/access.ts';
import { requestObjectTagKeys } from '../access/conditions.ts';
import { permittedObject, type PermittedObject } from '../access/object-read.ts';
import { permittedWrite, type PermittedWrite } from '../access/object-write.ts';
import { checksumMembers, requireAlgorithm } from '../checksums/stated.ts';
import { requireCopyConditions } from '../conditional.ts';
import { copySource } from '../copy-source.ts';
import { detailsOf, storageClassOf } from '../details.ts';
import { madeSseMembers } from '../encryption/asked.ts';
import { type Place, usesKms } from '../encryption/encryption.ts';
import { conflict, entityTooLarge, invalidRequest } from '../errors.ts';
import { objectCreated } from '../events.ts';
import type { Algorithm, Details, ObjectVersion, Stretch } from '../model.ts';
import type { S3Parts } from '../parts.ts';
import { type Kept, MOST_BYTES, rewriteContent } from '../receive.ts';
import { contents } from '../repositories/contents.ts';
import { objects } from '../repositories/objects.ts';
import { readStretches } from '../stretches.ts';
import {
  addVersion,
  type Draft,
  ofOneBlob,
  requireWriteConditions,
  versionMember,
} from '../versions.ts';

type Deps = Pick<S3Parts, 'access' | 'blobs' | 'encryption' | 'ids'>;

/** What must be read again, because its entity tag or checksum is of parts, or it lies or shall lie under a key of KMS. */
interface Plan {
  readonly source: ObjectVersion;
  readonly stretches: readonly Stretch[] | undefined;
  readonly algorithm: Algorithm;
  /** What the source is sealed with, and what the copy is to be. */
  readonly keys: { readonly from: Uint8Array | undefined; readonly to: Uint8Array | undefined };
}

const READ = {
  action: 's3:GetObject',
  ofVersion: 's3:GetObjectVersion',
  permission: 'READ',
} as const;

const READ_TAGS = {
  action: 's3:GetObjectTagging',
  ofVersion: 's3:GetObjectVersionTagging',
} as const;

interface Ends {
  readonly from: PermittedObject;
  readonly to: PermittedWrite;
}

/** Tags decide what others may do with an object, so taking them along is reading and setting them. */
const permittedEnds = async (
  access: S3Parts['access'],
  input: CopyObjectRequest,
  call: Call,
): Promise<Ends> => {
  const { bucket: Bucket, key: Key, versionId: VersionId } = copySource(input.CopySource);
  const source = { Bucket, Key, VersionId, ExpectedBucketOwner: input.ExpectedSourceBucketOwner };
  const from = await permittedObject(access, call, source, READ);
  const asks = input.TaggingDirective === 'REPLACE';
  const to = await permittedWrite(access, call, {
    ...input,
    Tagging: asks ? input.Tagging : undefined,
  });
  if (!asks && from.version.tags.size > 0) {
    await permittedObject(access, call, source, READ_TAGS);
    const target = { bucket: to.bucket, name: to.bucket.name, key: to.key };
    const keys = requestObjectTagKeys(from.version.tags);
    await authorizeObject(access, call, 's3:PutObjectTagging', target, keys);
  }
  requireCopyConditions(input, from.version);
  if (from.version.size > MOST_BYTES) throw entityTooLarge(from.version.size, MOST_BYTES);
  return { from, to };
};

const placeOf = ({ bucket, version }: PermittedObject): Place => ({ bucket, key: version.key });

/** A copy onto itself must change something (S3 API Reference, CopyObject). */
const requireChange = (input: CopyObjectRequest, { from, to }: Ends): void => {
  const isSame = from.bucket.name === to.bucket.name && from.version.key === to.key;
  const changes =
    input.MetadataDirective === 'REPLACE' ||
    input.StorageClass !== undefined ||
    input.ServerSideEncryption !== undefined ||
    input.BucketKeyEnabled !== undefined ||
    input.WebsiteRedirectLocation !== undefined ||
    input.ChecksumAlgorithm !== undefined ||
    copySource(input.CopySource).versionId !== undefined;
  if (isSame && !changes)
    throw invalidRequest(
      "This copy request is illegal because it is trying to copy an object to itself without changing the object's metadata, storage class, website redirect location or encryption attributes.",
    );
};

const copiedDetails = (input: CopyObjectRequest, { from, to }: Ends, now: Date): Details => {
  const own = detailsOf(to.bucket, input, now);
  if (input.MetadataDirective === 'REPLACE') return own;
  const { version } = from;
  // The bytes and what they mean are the source's; protection and encryption are the destination's.
  return {
    ...version.details,
    sse: own.sse,
    lock: own.lock,
    redirect: own.redirect,
    acl: undefined,
    parts: undefined,
  };
};

const tagsFor = (input: CopyObjectRequest, { from, to }: Ends): Tags =>
  input.TaggingDirective === 'REPLACE' ? to.tags : from.version.tags;

/** What was read, and of which content. */
interface Copied {
  readonly contentId: string;
  /** undefined: the bytes are shared. */
  readonly kept: Kept | undefined;
}

/** Whether it may be done, and what must be read for it. */
const admit = async (
  { access, encryption }: Pick<Deps, 'access' | 'encryption'>,
  input: CopyObjectRequest,
  call: Call,
): Promise<Plan> => {
  const ends = await permittedEnds(access, input, call);
  requireChange(input, ends);
  const source = ends.from.version;
  const { checksum } = source.details;
  const algorithm = requireAlgorithm(input.ChecksumAlgorithm) ?? checksum?.algorithm ?? 'CRC64NVME';
  const own = detailsOf(ends.to.bucket, input, call.now).sse;
  const keys = {
    from: await encryption.peek(call, placeOf(ends.from), source.details.sse),
    to: await encryption.admit(call, ends.to, own),
  };
  const isOne =
    keys.from === undefined &&
    !usesKms(own) &&
    source.details.parts === undefined &&
    checksum?.type === 'FULL_OBJECT' &&
    checksum.algorithm === algorithm;
  const stretches = isOne ? undefined : await contents.of(call.tx, source.contentId);
  return { source, stretches, algorithm, keys };
};

/** What was read becomes the copy. */
const copy = async (
  { access, encryption, ids }: Deps,
  input: CopyObjectRequest,
  call: Call,
  copied: Copied,
): Promise<CopyObjectOutput> => {
  const ends = await permittedEnds(access, input, call);
  requireChange(input, ends);
  const { from, to } = ends;
  const current = await objects.latest(call.tx, to.bucket.name, to.key);
  requireWriteConditions(input, to.key, current);
  // Overwritten meanwhile: what was read is not what would be copied.
  if (from.version.contentId !== copied.contentId) throw conflict();
  const content = await contentFor(call, from.version, copied);
  await encryption.open(call, placeOf(from), from.version.details.sse);
  const draft = draftOf(input, ends, copied, call.now);
  const { sse: asked } = draft.details;
  const sse = await encryption.seal(call, to, asked, copied.kept?.key);
  const version = await addVersion(
    call.tx,
    ids,
    to.bucket,
    { ...draft, details: { ...draft.details, sse } },
    content,
  );
  await objectCreated(call, ids, to.bucket, version, 'CopyObject');
  return {
    CopyObjectResult: {
      ETag: `"${version.etag}"`,
      LastModified: version.modifiedAt,
      ...checksumMembers(version.details.checksum),
    },
    ...(from.bucket.versioning === undefined
      ? {}
      : { CopySourceVersionId: from.version.versionId }),
    ...versionMember(to.bucket, version),
    ...madeSseMembers(sse),
  };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_CopyObject.html */
export const copyObject = (deps: Deps) =>
  receives<CopyObjectRequest, Plan, Copied, CopyObjectOutput>(
    { event: { data: true } },
    {
      admit: (input, call) => admit(deps, input, call),
      keep: async (_input, { source, stretches, algorithm, keys }) => ({
        contentId: source.contentId,
        kept:
          stretches === undefined
            ? undefined
            : await rewriteContent(
                deps.blobs,
                readStretches(deps.blobs, stretches, 0, source.size, keys.from),
                algorithm,
                keys.to,
              ),
      }),
      run: (input, call, copied) => copy(deps, input, call, copied),
    },
  );

const draftOf = (input: CopyObjectRequest, ends: Ends, { kept }: Copied, now: Date): Draft => {
  const { version: source } = ends.from;
  const checksum =
    kept === undefined
      ? source.details.checksum
      : { algorithm: kept.algorithm, value: kept.checksum, type: 'FULL_OBJECT' as const };
  return {
    key: ends.to.key,
    isDeleteMarker: false,
    size: source.size,
    etag: kept?.etag ?? source.etag,
    storageClass: storageClassOf(input),
    modifiedAt: now,
    details: { ...copiedDetails(input, ends, now), checksum, acl: ends.to.acl },
    tags: tagsFor(input, ends),
  };
};

/** The copy's bytes: the source's own, read before a copy onto itself removes its rows, or what was read again. */
const contentFor = async (
  call: Call,
  source: ObjectVersion,
  { kept }: Copied,
): Promise<(contentId: string) => Promise<void>> => {
  if (kept !== undefined) return ofOneBlob(call.tx, kept.blob, kept.size);
  const stretches = await contents.of(call.tx, source.contentId);
  return (contentId) => contents.insert(call.tx, contentId, stretches);
};
