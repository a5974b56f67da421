import type {
  ListSecretsCommandOutput,
  ListSecretVersionIdsCommandOutput,
  SecretListEntry,
} from '@aws-sdk/client-secrets-manager';
import { allNext, attempt, type Unread } from '@gatehouse/access';
import { parseArn } from '@gatehouse/core';
import type { Failure, Replica, Rotation, SecretFacts, Version } from '../model.ts';
import type { SecretApis } from './apis.ts';

const PAGE = 100;

type Listed = Omit<ListSecretsCommandOutput, '$metadata'>;
type Versions = Omit<ListSecretVersionIdsCommandOutput, '$metadata'>;

/** All secrets of a Region, those that wait for their deletion too. @throws what ListSecrets answers */
export const listSecrets = (
  apis: Pick<SecretApis, 'listSecrets'>,
): Promise<readonly SecretListEntry[]> =>
  allNext<Listed, SecretListEntry>(
    (token) => apis.listSecrets({ MaxResults: PAGE, IncludePlannedDeletion: true, ...token }),
    ({ SecretList }) => SecretList,
  );

const rotationOf = (entry: SecretListEntry): Rotation => ({
  enabled: entry.RotationEnabled === true,
  schedule: entry.RotationRules?.ScheduleExpression,
  days: entry.RotationRules?.AutomaticallyAfterDays,
  duration: entry.RotationRules?.Duration,
  lambdaArn: entry.RotationLambdaARN,
  rotatedAt: entry.LastRotatedDate,
  nextAt: entry.NextRotationDate,
});

/** What a list tells of a secret. */
export const factsOf = (entry: SecretListEntry): SecretFacts => {
  const arn = entry.ARN ?? '';
  const { account = '', region = '', partition = 'aws' } = parseArn(arn) ?? {};
  return {
    arn,
    name: entry.Name ?? arn,
    account,
    region,
    partition,
    keyId: entry.KmsKeyId,
    rotation: rotationOf(entry),
    createdAt: entry.CreatedDate,
    changedAt: entry.LastChangedDate,
    accessedAt: entry.LastAccessedDate,
    deletionAt: entry.DeletedDate,
    owningService: entry.OwningService,
    primaryRegion: entry.PrimaryRegion,
    tags: new Map((entry.Tags ?? []).map(({ Key = '', Value = '' }) => [Key, Value])),
    versions: undefined,
    replicas: undefined,
    policy: undefined,
    failures: undefined,
  };
};

const readVersions = async (
  apis: Pick<SecretApis, 'listSecretVersionIds'>,
  arn: string,
): Promise<readonly Version[]> => {
  const found = await allNext<Versions, NonNullable<Versions['Versions']>[number]>(
    (token) =>
      apis.listSecretVersionIds({
        SecretId: arn,
        IncludeDeprecated: true,
        MaxResults: PAGE,
        ...token,
      }),
    ({ Versions: versions }) => versions,
  );
  return found
    .flatMap(({ VersionId: id, VersionStages: stages = [], CreatedDate: createdAt }) =>
      id === undefined || createdAt === undefined ? [] : [{ id, stages, createdAt }],
    )
    .toSorted((one, other) => other.createdAt.getTime() - one.createdAt.getTime());
};

const readReplicas = async (
  apis: Pick<SecretApis, 'describeSecret'>,
  arn: string,
): Promise<readonly Replica[]> => {
  const { ReplicationStatus = [] } = await apis.describeSecret({ SecretId: arn });
  return ReplicationStatus.map(({ Region = '', Status = '', StatusMessage }) => ({
    region: Region,
    status: Status,
    message: StatusMessage,
  }));
};

const readPolicy = async (
  apis: Pick<SecretApis, 'getResourcePolicy'>,
  arn: string,
): Promise<string> => {
  const { ResourcePolicy = '' } = await apis.getResourcePolicy({ SecretId: arn });
  return ResourcePolicy;
};

/** What of a secret is wanted beyond its list entry. */
export interface Details {
  readonly replicas: boolean;
  readonly policy: boolean;
  /** Of its Region; undefined: they could not be read. */
  readonly failures: ReadonlyMap<string, readonly Failure[]> | undefined;
}

/** The secret with its versions and whatever else is wanted; what cannot be read is told in `unread`. */
export const readDetails = async (
  apis: SecretApis,
  facts: SecretFacts,
  wanted: Details,
  unread: Unread[],
): Promise<SecretFacts> => {
  const { arn, name, region } = facts;
  const read = <Value>(what: string, ask: () => Promise<Value>): Promise<Value | undefined> =>
    attempt(`${what} of ${name} in ${region}`, unread, ask);
  const versions = await read('versions', () => readVersions(apis, arn));
  const replicas = wanted.replicas
    ? await read('replicas', () => readReplicas(apis, arn))
    : undefined;
  const policy = wanted.policy
    ? await read('resource policy', () => readPolicy(apis, arn))
    : undefined;
  const failures = wanted.failures && (wanted.failures.get(arn) ?? []);
  return { ...facts, versions, replicas, policy, failures };
};
