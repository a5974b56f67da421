import type { DescribeSecretResponse, SecretListEntry, Tag } from '@aws-sdk/client-secrets-manager';
import type { Tags } from '@gatehouse/service-kit';
import type { DescribedSecret, Secret } from './model.ts';
import { replicationStatus } from './replication.ts';
import { rotationFields } from './rotation/fields.ts';
import { DEFAULT_KEY } from './values.ts';
import { stagesByVersion } from './versions.ts';

const dateOf = (at: number | undefined): Date | undefined =>
  at === undefined ? undefined : new Date(at);

const shownTags = (tags: Tags): Tag[] | undefined =>
  tags.size === 0 ? undefined : [...tags].map(([Key, Value]) => ({ Key, Value }));

const common = (secret: Secret, tags: Tags) => ({
  ARN: secret.arn,
  Name: secret.name,
  Type: secret.type,
  Description: secret.description,
  KmsKeyId: secret.kmsKeyId === DEFAULT_KEY ? undefined : secret.kmsKeyId,
  ...rotationFields(secret.rotation),
  LastChangedDate: dateOf(secret.changedAt),
  LastAccessedDate: dateOf(secret.accessedAt),
  DeletedDate: dateOf(secret.deletionAt),
  Tags: shownTags(tags),
  OwningService: secret.owningService,
  CreatedDate: dateOf(secret.createdAt),
  PrimaryRegion: secret.primaryRegion,
});

export const describedSecret = ({
  secret,
  tags,
  labels,
}: DescribedSecret): DescribeSecretResponse => ({
  ...common(secret, tags),
  VersionIdsToStages: stagesByVersion(labels),
  ReplicationStatus: replicationStatus(secret),
});

export const listedSecret = ({ secret, tags, labels }: DescribedSecret): SecretListEntry => ({
  ...common(secret, tags),
  SecretVersionsToStages: stagesByVersion(labels),
});
