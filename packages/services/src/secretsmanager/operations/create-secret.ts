import type { CreateSecretRequest, CreateSecretResponse } from '@aws-sdk/client-secrets-manager';
import {
  type Call,
  requestTagKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
  writes,
} from '@gatehouse/service-kit';
import { touched } from '../access.ts';
import { nameScheduled, secretExists, tokenInUse, tooManySecrets } from '../errors.ts';
import { keyArnOf } from '../key-arn.ts';
import { looseOwner, managingService } from '../managed.ts';
import { CURRENT, isReplica, NO_ROTATION, type Secret } from '../model.ts';
import { requireName, secretArn } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { addReplicas, replicationStatus } from '../replication.ts';
import { secrets } from '../repositories/secrets.ts';
import { versions } from '../repositories/versions.ts';
import { requestTags, requireRoom, tagOwner, TAGS } from '../tags.ts';
import { isSameValue, type PlainValue } from '../values.ts';
import { requestValue, requireToken, VALUE, writeVersion } from '../versions.ts';

const LIMITS = {
  Name: { minLength: 1, maxLength: 512 },
  Description: { maxLength: 2048 },
  KmsKeyId: { maxLength: 2048 },
  Type: { maxLength: 256 },
  'AddReplicaRegions[].KmsKeyId': { maxLength: 2048 },
  'AddReplicaRegions[].Region': {
    minLength: 1,
    maxLength: 128,
    pattern: '([a-z]+-)+\\d+',
  },
  ...VALUE,
  ...TAGS,
} as const;

const SUFFIX_LENGTH = 6;

const authorize = async (
  parts: SecretsParts,
  call: Call,
  input: CreateSecretRequest,
  arn: string,
  tags: Tags,
): Promise<void> => {
  const regions = (input.AddReplicaRegions ?? []).map(({ Region = '' }) => Region);
  const replication = {
    'secretsmanager:AddReplicaRegions': regions.length === 0 ? undefined : regions,
    'secretsmanager:ForceOverwriteReplicaSecret': input.ForceOverwriteReplicaSecret,
  };
  // The secret will have them.
  const willHave = resourceTagKeys('secretsmanager', tags);
  await call.authorize('secretsmanager:CreateSecret', arn, {
    'secretsmanager:Name': input.Name,
    'secretsmanager:Description': input.Description,
    'secretsmanager:KmsKeyId': input.KmsKeyId,
    'secretsmanager:KmsKeyArn': await keyArnOf(parts, call, input.KmsKeyId),
    'secretsmanager:Type': input.Type,
    ...replication,
    ...requestTagKeys(tags),
    ...willHave,
  });
  // API reference, CreateSecret, "Required permissions": tags and replicas need what they need later.
  if (tags.size > 0)
    await call.authorize('secretsmanager:TagResource', arn, {
      ...requestTagKeys(tags),
      ...willHave,
    });
  if (regions.length > 0)
    await call.authorize('secretsmanager:ReplicateSecretToRegions', arn, {
      ...replication,
      ...willHave,
    });
};

const draft = (
  { acceptsLooseInput }: SecretsParts,
  call: Call,
  input: CreateSecretRequest,
  {
    arn,
    id,
    tags,
    owner,
  }: {
    readonly arn: string;
    readonly id: string;
    readonly tags: Tags;
    readonly owner: string | undefined;
  },
): Secret => ({
  account: call.account,
  region: call.region,
  name: input.Name ?? '',
  id,
  arn,
  description: input.Description === '' ? undefined : input.Description,
  kmsKeyId: input.KmsKeyId === '' ? undefined : input.KmsKeyId,
  type: input.Type === '' ? undefined : input.Type,
  owningService: acceptsLooseInput === true ? looseOwner(tags) : owner,
  policy: undefined,
  primaryRegion: undefined,
  primaryId: undefined,
  replicas: [],
  createdAt: call.now.getTime(),
  changedAt: call.now.getTime(),
  accessedAt: undefined,
  deletedAt: undefined,
  deletionAt: undefined,
  rotation: NO_ROTATION,
});

/** What a repeated request is answered; throws where it is another one. */
const repeated = async (
  { values }: SecretsParts,
  call: Call,
  secret: Secret,
  token: string,
  value: PlainValue | undefined,
): Promise<CreateSecretResponse> => {
  if (secret.deletionAt !== undefined) throw nameScheduled();
  const version = value === undefined ? undefined : await versions.find(call.tx, secret.id, token);
  if (isReplica(secret) || value === undefined || version?.value === undefined)
    throw secretExists(secret.name);
  const earlier = await values.open(call, secret, token, version.value);
  if (!isSameValue(earlier, value)) throw tokenInUse(token, secret.arn);
  return answer(secret, token);
};

const answer = (secret: Secret, versionId: string | undefined): CreateSecretResponse => ({
  ARN: secret.arn,
  Name: secret.name,
  VersionId: versionId,
  ReplicationStatus: replicationStatus(secret),
});

const requireQuota = async (parts: SecretsParts, call: Call): Promise<void> => {
  const most = parts.limits.secrets;
  if (most > 0 && (await secrets.hasMany(call.tx, call.account, call.region, most)))
    throw tooManySecrets();
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_CreateSecret.html */
export const createSecret = (parts: SecretsParts) =>
  writes<CreateSecretRequest, CreateSecretResponse>({ limits: LIMITS }, async (input, call) => {
    const { tx, account, region, partition } = call;
    const { Name: name = '', AddReplicaRegions: regions = [] } = input;
    requireName(name);
    const token = requireToken(input.ClientRequestToken);
    const value = requestValue(input, parts.limits.valueBytes);
    const owner = managingService(call, input.Tags);
    const tags = requestTags(input.Tags, parts.acceptsLooseInput === true || owner !== undefined);
    requireRoom(tags);
    const ref = { account, region, name };
    const there = await secrets.find(tx, ref);
    const arn = there?.arn ?? secretArn(ref, parts.ids.alphanumeric(SUFFIX_LENGTH), partition);
    await authorize(parts, call, input, arn, tags);
    if (there !== undefined) return repeated(parts, call, there, token, value);
    await requireQuota(parts, call);
    const secret = draft(parts, call, input, { arn, id: parts.ids.uuid(), tags, owner });
    if (!(await secrets.insert(tx, secret))) throw secretExists(name);
    touched(call, secret);
    await tagStore.put(tx, tagOwner(secret), tags);
    if (value !== undefined)
      await writeVersion(parts, call, secret, { token, value, stages: [CURRENT] });
    const known = value === undefined ? undefined : new Map([[token, value]]);
    const shown =
      regions.length === 0
        ? secret
        : await addReplicas(parts, call, secret, regions, {
            force: input.ForceOverwriteReplicaSecret === true,
            known,
          });
    return answer(shown, value === undefined ? undefined : token);
  });
