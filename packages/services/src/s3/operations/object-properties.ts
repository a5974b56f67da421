import type {
  DeleteObjectTaggingRequest,
  GetObjectAclRequest,
  GetObjectAttributesRequest,
  GetObjectLegalHoldRequest,
  GetObjectRetentionRequest,
  GetObjectTaggingRequest,
  PutObjectAclRequest,
  PutObjectLegalHoldRequest,
  PutObjectRetentionRequest,
  PutObjectTaggingRequest,
} from '@aws-sdk/client-s3';
import { type Call, type OperationDefinition, reads, writes } from '@gatehouse/service-kit';
import { authorizeObject, foundBucket } from '../access/access.ts';
import { cannedAcl, ownerOf, shownGrants } from '../access/acl.ts';
import { existingTagKeys, headerKeys, requestObjectTagKeys } from '../access/conditions.ts';
import { permittedObject } from '../access/object-read.ts';
import { permittedAcl } from '../access/object-write.ts';
import {
  aclMalformed,
  invalidArgument,
  invalidRequest,
  malformedXml,
  objectLocked,
  retentionAbsent,
} from '../errors.ts';
import type { Bucket, ObjectVersion } from '../model.ts';
import { objectArn } from '../names.ts';
import type { S3Parts } from '../parts.ts';
import { objects } from '../repositories/objects.ts';
import { objectTags, shownTags } from '../tags.ts';
import { requireUnlocked, versionMember } from '../versions.ts';

type Deps = Pick<S3Parts, 'access' | 'encryption'>;

const DATA = { event: { data: true } } as const;

const getObjectTagging = ({ access }: Deps): OperationDefinition =>
  reads<GetObjectTaggingRequest, unknown>(DATA, async (input, call) => {
    const { bucket, version } = await permittedObject(access, call, input, {
      action: 's3:GetObjectTagging',
      ofVersion: 's3:GetObjectVersionTagging',
    });
    return { ...versionMember(bucket, version), TagSet: shownTags(version.tags) };
  });

const putObjectTagging = ({ access }: Deps): OperationDefinition =>
  writes<PutObjectTaggingRequest, unknown>(DATA, async (input, call) => {
    const tags = objectTags(input.Tagging?.TagSet);
    const { bucket, version } = await permittedObject(
      access,
      call,
      input,
      { action: 's3:PutObjectTagging', ofVersion: 's3:PutObjectVersionTagging' },
      requestObjectTagKeys(tags),
    );
    await objects.setTags(call.tx, bucket.name, version, tags);
    return versionMember(bucket, version);
  });

const deleteObjectTagging = ({ access }: Deps): OperationDefinition =>
  writes<DeleteObjectTaggingRequest, unknown>(DATA, async (input, call) => {
    const { bucket, version } = await permittedObject(access, call, input, {
      action: 's3:DeleteObjectTagging',
      ofVersion: 's3:DeleteObjectVersionTagging',
    });
    await objects.setTags(call.tx, bucket.name, version, new Map());
    return versionMember(bucket, version);
  });

const getObjectAcl = ({ access }: Deps): OperationDefinition =>
  reads<GetObjectAclRequest, unknown>(DATA, async (input, call) => {
    const { bucket, version } = await permittedObject(access, call, input, {
      action: 's3:GetObjectAcl',
      ofVersion: 's3:GetObjectVersionAcl',
      permission: 'READ_ACP',
    });
    const owner = ownerOf(access.ids, bucket.account);
    const id = owner.ID ?? '';
    return {
      Owner: owner,
      Grants: shownGrants(version.details.acl ?? cannedAcl('private', id, id)),
    };
  });

const putObjectAcl = ({ access }: Deps): OperationDefinition =>
  writes<PutObjectAclRequest, unknown>(DATA, async (input, call) => {
    const action = 's3:PutObjectAcl';
    const { bucket, version } = await permittedObject(
      access,
      call,
      input,
      { action, ofVersion: 's3:PutObjectVersionAcl', permission: 'WRITE_ACP' },
      headerKeys(input),
    );
    const { ACL, AccessControlPolicy, GrantFullControl, GrantRead, GrantReadACP, GrantWriteACP } =
      input;
    const asked = {
      ACL,
      AccessControlPolicy,
      GrantFullControl,
      GrantRead,
      GrantReadACP,
      GrantWriteACP,
    };
    if (Object.values(asked).every((value) => value === undefined)) throw aclMalformed();
    const resource = objectArn(bucket.name, version.key);
    const acl = permittedAcl(access, call, bucket, asked, { action, resource });
    if (acl !== undefined)
      await objects.setDetails(call.tx, bucket.name, version, { ...version.details, acl });
    return {};
  });

const partsOf = (
  { details }: ObjectVersion,
  { MaxParts = 1000, PartNumberMarker }: GetObjectAttributesRequest,
) => {
  const { parts, checksum } = details;
  if (parts === undefined) return {};
  const after = Number(PartNumberMarker ?? 0) || 0;
  const rest = parts.filter(({ number }) => number > after);
  const shown = rest.slice(0, MaxParts);
  const last = shown.at(-1)?.number;
  return {
    ObjectParts: {
      TotalPartsCount: parts.length,
      PartNumberMarker: String(after),
      MaxParts,
      IsTruncated: rest.length > shown.length,
      ...(last === undefined ? {} : { NextPartNumberMarker: String(last) }),
      // Parts are told one by one where they have checksums of their own.
      ...(checksum?.type === 'COMPOSITE'
        ? {
            Parts: shown.map((part) => ({
              PartNumber: part.number,
              Size: part.size,
              [`Checksum${checksum.algorithm}`]: part.checksum,
            })),
          }
        : {}),
    },
  };
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_GetObjectAttributes.html */
const getObjectAttributes = ({ access, encryption }: Deps): OperationDefinition =>
  reads<GetObjectAttributesRequest, unknown>(DATA, async (input, call) => {
    const { bucket, version } = await permittedObject(access, call, input, {
      action: 's3:GetObjectAttributes',
      ofVersion: 's3:GetObjectVersionAttributes',
    });
    const { Bucket: name = '', Key: key = '', VersionId } = input;
    const read = VersionId === undefined ? 's3:GetObject' : 's3:GetObjectVersion';
    const keys = { ...existingTagKeys(version), 's3:VersionId': VersionId };
    await authorizeObject(access, call, read, { bucket, name, key }, keys);
    const wanted = new Set<string>(input.ObjectAttributes);
    if (wanted.size === 0) throw invalidArgument('x-amz-object-attributes must be specified');
    const { checksum, sse } = version.details;
    if (wanted.has('Checksum')) await encryption.open(call, { bucket, key }, sse);
    return {
      LastModified: version.modifiedAt,
      ...versionMember(bucket, version),
      ...(wanted.has('ETag') ? { ETag: version.etag } : {}),
      ...(wanted.has('Checksum') && checksum !== undefined
        ? {
            Checksum: {
              [`Checksum${checksum.algorithm}`]: checksum.value,
              ChecksumType: checksum.type,
            },
          }
        : {}),
      ...(wanted.has('ObjectParts') ? partsOf(version, input) : {}),
      ...(wanted.has('StorageClass') ? { StorageClass: version.storageClass } : {}),
      ...(wanted.has('ObjectSize') ? { ObjectSize: version.size } : {}),
    };
  });

const requireLock = (bucket: Bucket): void => {
  if (!bucket.objectLock) throw invalidRequest('Bucket is missing Object Lock Configuration');
};

const getObjectRetention = ({ access }: Deps): OperationDefinition =>
  reads<GetObjectRetentionRequest, unknown>(DATA, async (input, call) => {
    const action = 's3:GetObjectRetention';
    const { bucket, version } = await permittedObject(access, call, input, {
      action,
      ofVersion: action,
    });
    requireLock(bucket);
    const { mode, until } = version.details.lock ?? {};
    if (mode === undefined || until === undefined) throw retentionAbsent(version.key);
    return { Retention: { Mode: mode, RetainUntilDate: new Date(until) } };
  });

/** Whether the caller may, and asks to, shorten what governance protects. */
const bypasses = async (
  { access }: Deps,
  call: Call,
  input: PutObjectRetentionRequest,
): Promise<boolean> => {
  if (input.BypassGovernanceRetention !== true) return false;
  const { Bucket: name = '', Key: key = '' } = input;
  const bucket = await foundBucket(call, name);
  await authorizeObject(access, call, 's3:BypassGovernanceRetention', { bucket, name, key });
  return true;
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutObjectRetention.html */
const putObjectRetention = (deps: Deps): OperationDefinition =>
  writes<PutObjectRetentionRequest, unknown>(DATA, async (input, call) => {
    const action = 's3:PutObjectRetention';
    const { Mode, RetainUntilDate } = input.Retention ?? {};
    const { bucket, version } = await permittedObject(
      deps.access,
      call,
      input,
      { action, ofVersion: action },
      { 's3:object-lock-mode': Mode, 's3:object-lock-retain-until-date': RetainUntilDate },
    );
    requireLock(bucket);
    if ((Mode === undefined) !== (RetainUntilDate === undefined)) throw malformedXml();
    const until = RetainUntilDate?.getTime();
    if (until !== undefined && until <= call.now.getTime())
      throw invalidArgument('The retain until date must be in the future!');
    const lock = version.details.lock ?? {};
    const isLonger =
      until !== undefined &&
      until >= (lock.until ?? 0) &&
      (lock.mode !== 'COMPLIANCE' || Mode === 'COMPLIANCE');
    if (!isLonger) {
      const may = await bypasses(deps, call, input);
      requireUnlocked(
        { ...version, details: { ...version.details, lock: { ...lock, legalHold: undefined } } },
        call.now,
        may,
      );
      if (lock.mode === 'COMPLIANCE' && (lock.until ?? 0) > call.now.getTime())
        throw objectLocked();
    }
    await objects.setDetails(call.tx, bucket.name, version, {
      ...version.details,
      lock: { ...lock, mode: Mode, until },
    });
    return {};
  });

const getObjectLegalHold = ({ access }: Deps): OperationDefinition =>
  reads<GetObjectLegalHoldRequest, unknown>(DATA, async (input, call) => {
    const action = 's3:GetObjectLegalHold';
    const { bucket, version } = await permittedObject(access, call, input, {
      action,
      ofVersion: action,
    });
    requireLock(bucket);
    const Status = version.details.lock?.legalHold;
    if (Status === undefined) throw retentionAbsent(version.key);
    return { LegalHold: { Status } };
  });

const putObjectLegalHold = ({ access }: Deps): OperationDefinition =>
  writes<PutObjectLegalHoldRequest, unknown>(DATA, async (input, call) => {
    const action = 's3:PutObjectLegalHold';
    const Status = input.LegalHold?.Status;
    const { bucket, version } = await permittedObject(
      access,
      call,
      input,
      { action, ofVersion: action },
      { 's3:object-lock-legal-hold': Status },
    );
    requireLock(bucket);
    if (Status !== 'ON' && Status !== 'OFF') throw malformedXml();
    await objects.setDetails(call.tx, bucket.name, version, {
      ...version.details,
      lock: { ...version.details.lock, legalHold: Status },
    });
    return {};
  });

/** What an object has beside its bytes. */
export const objectPropertyOperations = (
  deps: Deps,
): Readonly<Record<string, OperationDefinition>> => ({
  GetObjectTagging: getObjectTagging(deps),
  PutObjectTagging: putObjectTagging(deps),
  DeleteObjectTagging: deleteObjectTagging(deps),
  GetObjectAcl: getObjectAcl(deps),
  PutObjectAcl: putObjectAcl(deps),
  GetObjectAttributes: getObjectAttributes(deps),
  GetObjectRetention: getObjectRetention(deps),
  PutObjectRetention: putObjectRetention(deps),
  GetObjectLegalHold: getObjectLegalHold(deps),
  PutObjectLegalHold: putObjectLegalHold(deps),
});
