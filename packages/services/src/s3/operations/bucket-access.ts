import type {
  GetBucketAclOutput,
  GetBucketPolicyOutput,
  GetBucketPolicyStatusOutput,
  GetBucketTaggingOutput,
  GetBucketVersioningOutput,
  PutBucketAclRequest,
  PutBucketPolicyRequest,
  PutBucketTaggingRequest,
  PutBucketVersioningRequest,
} from '@aws-sdk/client-s3';
import { compilePolicy, PolicySyntaxError } from '@gatehouse/policy';
import {
  type OperationDefinition,
  reads,
  requestTagKeys,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { permittedBucket } from '../access/access.ts';
import { cannedAcl, ownerOf, shownGrants } from '../access/acl.ts';
import { headerKeys } from '../access/conditions.ts';
import { permittedAcl } from '../access/object-write.ts';
import { blocked, isPublicPolicy } from '../access/public-access.ts';
import { blocks, settingOf } from '../bucket-settings.ts';
import {
  aclMalformed,
  bucketStateInvalid,
  malformedPolicy,
  malformedXml,
  notImplemented,
  settingAbsent,
} from '../errors.ts';
import { bucketArn } from '../names.ts';
import type { S3Parts } from '../parts.ts';
import { buckets } from '../repositories/buckets.ts';
import { bucketTags, shownTags } from '../tags.ts';
import { tagOwner } from './buckets.ts';
import { removeSetting, type SettingRequest } from './setting.ts';

type Deps = Pick<S3Parts, 'access'>;

const MAX_POLICY_BYTES = 20 * 1024;
const CHANGE = { event: { response: 'omit' } } as const;

/** A policy that S3 takes: well-formed, of at most 20 KiB, and about this bucket alone. */
const requirePolicy = (text: string, bucket: string): void => {
  if (Buffer.byteLength(text) > MAX_POLICY_BYTES)
    throw malformedPolicy('Policy exceeds the maximum allowed document size.');
  try {
    compilePolicy(text, 'resource');
  } catch (error) {
    if (!(error instanceof PolicySyntaxError)) throw error;
    throw malformedPolicy(
      text.trimStart().startsWith('{')
        ? error.message
        : "Policies must be valid JSON and the first byte must be '{'",
    );
  }
  const document = JSON.parse(text) as { readonly Statement?: unknown };
  const arn = bucketArn(bucket);
  for (const statement of [document.Statement ?? []].flat()) {
    const { Resource, NotResource } = statement as Readonly<Record<string, unknown>>;
    for (const resource of [Resource ?? NotResource ?? []].flat())
      if (typeof resource !== 'string' || !isOf(resource, arn))
        throw malformedPolicy('Policy has invalid resource');
  }
};

/** `arn:aws:s3:::my-*` may mean this bucket too. */
const isOf = (text: string, arn: string): boolean => {
  if (text === arn || text.startsWith(`${arn}/`)) return true;
  const fixed = text.split(/[*?$]/, 1)[0] ?? '';
  return fixed !== text && arn.startsWith(fixed) && fixed.startsWith('arn:aws:s3:::');
};

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketPolicy.html */
const putBucketPolicy = ({ access }: Deps): OperationDefinition =>
  writes<PutBucketPolicyRequest, object>(CHANGE, async (input, call) => {
    const action = 's3:PutBucketPolicy';
    const bucket = await permittedBucket(access, call, action, input);
    const text = input.Policy ?? '';
    requirePolicy(text, bucket.name);
    if (blocks(bucket, 'BlockPublicPolicy') && !access.acceptsLooseInput && isPublicPolicy(text))
      throw blocked(call, action, bucket.arn, 'public policies', 'BlockPublicPolicy');
    await buckets.set(call.tx, bucket.name, 'policy', text);
    return {};
  });

const getBucketPolicy = ({ access }: Deps): OperationDefinition =>
  reads<SettingRequest, GetBucketPolicyOutput>({}, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:GetBucketPolicy', input);
    const Policy = bucket.settings.get('policy');
    if (Policy === undefined) throw settingAbsent('policy', bucket.name);
    return { Policy };
  });

const getBucketPolicyStatus = ({ access }: Deps): OperationDefinition =>
  reads<SettingRequest, GetBucketPolicyStatusOutput>({}, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:GetBucketPolicyStatus', input);
    const text = bucket.settings.get('policy');
    if (text === undefined) throw settingAbsent('policy', bucket.name);
    return { PolicyStatus: { IsPublic: isPublicPolicy(text) } };
  });

const getBucketAcl = ({ access }: Deps): OperationDefinition =>
  reads<SettingRequest, GetBucketAclOutput>({}, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:GetBucketAcl', input);
    const owner = ownerOf(access.ids, bucket.account);
    const id = owner.ID ?? '';
    return {
      Owner: owner,
      Grants: shownGrants(settingOf(bucket, 'acl') ?? cannedAcl('private', id, id)),
    };
  });

const putBucketAcl = ({ access }: Deps): OperationDefinition =>
  writes<PutBucketAclRequest, object>(CHANGE, async (input, call) => {
    const action = 's3:PutBucketAcl';
    const bucket = await permittedBucket(access, call, action, input, headerKeys(input));
    const {
      ACL,
      AccessControlPolicy,
      GrantFullControl,
      GrantRead,
      GrantReadACP,
      GrantWrite,
      GrantWriteACP,
    } = input;
    const asked = {
      ACL,
      AccessControlPolicy,
      GrantFullControl,
      GrantRead,
      GrantReadACP,
      GrantWrite,
      GrantWriteACP,
    };
    if (Object.values(asked).every((value) => value === undefined)) throw aclMalformed();
    const grants = permittedAcl(access, call, bucket, asked, { action, resource: bucket.arn });
    if (grants !== undefined)
      await buckets.set(call.tx, bucket.name, 'acl', JSON.stringify(grants));
    return {};
  });

const getBucketTagging = ({ access }: Deps): OperationDefinition =>
  reads<SettingRequest, GetBucketTaggingOutput>({}, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:GetBucketTagging', input);
    const tags = await tagStore.of(call.tx, bucket.arn);
    if (tags.size === 0) throw settingAbsent('tags', bucket.name);
    return { TagSet: shownTags(tags) };
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketTagging.html */
const putBucketTagging = ({ access }: Deps): OperationDefinition =>
  writes<PutBucketTaggingRequest, object>(CHANGE, async (input, call) => {
    const tags = bucketTags(input.Tagging?.TagSet);
    const bucket = await permittedBucket(
      access,
      call,
      's3:PutBucketTagging',
      input,
      requestTagKeys(tags),
    );
    await tagStore.removeAll(call.tx, bucket.arn);
    await tagStore.put(call.tx, tagOwner(bucket), tags);
    return {};
  });

const deleteBucketTagging = ({ access }: Deps): OperationDefinition =>
  writes<SettingRequest, object>(CHANGE, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:PutBucketTagging', input);
    await tagStore.removeAll(call.tx, bucket.arn);
    return {};
  });

const getBucketVersioning = ({ access }: Deps): OperationDefinition =>
  reads<SettingRequest, GetBucketVersioningOutput>({}, async (input, call) => {
    const { versioning } = await permittedBucket(access, call, 's3:GetBucketVersioning', input);
    return versioning === undefined ? {} : { Status: versioning };
  });

/** https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketVersioning.html */
const putBucketVersioning = ({ access }: Deps): OperationDefinition =>
  writes<PutBucketVersioningRequest, object>(CHANGE, async (input, call) => {
    const bucket = await permittedBucket(access, call, 's3:PutBucketVersioning', input);
    const { Status, MFADelete } = input.VersioningConfiguration ?? {};
    // Nobody here has a device whose code S3 would take: it could never be switched off again.
    if (MFADelete === 'Enabled' || input.MFA !== undefined) throw notImplemented('x-amz-mfa');
    if (Status !== 'Enabled' && Status !== 'Suspended') throw malformedXml();
    if (bucket.objectLock && Status === 'Suspended')
      throw bucketStateInvalid(
        'An Object Lock configuration is present on this bucket, so the versioning state cannot be changed.',
      );
    await buckets.setVersioning(call.tx, bucket.name, Status, bucket.objectLock);
    return {};
  });

/** Who may what with a bucket, its tags and its versioning. */
export const accessOperations = (deps: Deps): Readonly<Record<string, OperationDefinition>> => ({
  GetBucketPolicy: getBucketPolicy(deps),
  PutBucketPolicy: putBucketPolicy(deps),
  DeleteBucketPolicy: removeSetting(deps, { kind: 'policy', action: 's3:DeleteBucketPolicy' }),
  GetBucketPolicyStatus: getBucketPolicyStatus(deps),
  GetBucketAcl: getBucketAcl(deps),
  PutBucketAcl: putBucketAcl(deps),
  GetBucketTagging: getBucketTagging(deps),
  PutBucketTagging: putBucketTagging(deps),
  DeleteBucketTagging: deleteBucketTagging(deps),
  GetBucketVersioning: getBucketVersioning(deps),
  PutBucketVersioning: putBucketVersioning(deps),
});
