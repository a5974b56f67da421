import type { OperationDefinition } from '@gatehouse/service-kit';
import type { SecretsParts } from '../parts.ts';
import { batchGetSecretValue } from './batch-get-secret-value.ts';
import { createSecret } from './create-secret.ts';
import { deleteSecret, restoreSecret } from './delete-secret.ts';
import { describeSecret } from './describe-secret.ts';
import { getRandomPassword } from './get-random-password.ts';
import { getSecretValue } from './get-secret-value.ts';
import { listSecretVersionIds } from './list-secret-version-ids.ts';
import { listSecrets } from './list-secrets.ts';
import { putSecretValue } from './put-secret-value.ts';
import {
  removeRegionsFromReplication,
  replicateSecretToRegions,
  stopReplicationToReplica,
} from './replicas.ts';
import {
  deleteResourcePolicy,
  getResourcePolicy,
  putResourcePolicy,
  validateResourcePolicy,
} from './resource-policies.ts';
import { tagResource, untagResource } from './tagging.ts';
import { updateSecretVersionStage } from './update-secret-version-stage.ts';
import { updateSecret } from './update-secret.ts';

export const operations = (parts: SecretsParts): Readonly<Record<string, OperationDefinition>> => ({
  BatchGetSecretValue: batchGetSecretValue(parts),
  CreateSecret: createSecret(parts),
  DeleteResourcePolicy: deleteResourcePolicy(parts),
  DeleteSecret: deleteSecret(parts),
  DescribeSecret: describeSecret(parts),
  GetRandomPassword: getRandomPassword(),
  GetResourcePolicy: getResourcePolicy(parts),
  GetSecretValue: getSecretValue(parts),
  ListSecretVersionIds: listSecretVersionIds(parts),
  ListSecrets: listSecrets(parts),
  PutResourcePolicy: putResourcePolicy(parts),
  PutSecretValue: putSecretValue(parts),
  RemoveRegionsFromReplication: removeRegionsFromReplication(parts),
  ReplicateSecretToRegions: replicateSecretToRegions(parts),
  RestoreSecret: restoreSecret(parts),
  StopReplicationToReplica: stopReplicationToReplica(parts),
  TagResource: tagResource(parts),
  UntagResource: untagResource(parts),
  UpdateSecret: updateSecret(parts),
  UpdateSecretVersionStage: updateSecretVersionStage(parts),
  ValidateResourcePolicy: validateResourcePolicy(parts),
});
