import type {
  RemoveRegionsFromReplicationRequest,
  RemoveRegionsFromReplicationResponse,
  ReplicateSecretToRegionsRequest,
  ReplicateSecretToRegionsResponse,
  StopReplicationToReplicaRequest,
  StopReplicationToReplicaResponse,
} from '@aws-sdk/client-secrets-manager';
import { writes } from '@gatehouse/service-kit';
import { changeableSecret, permittedSecret, requireAlive } from '../access.ts';
import { notReplica } from '../errors.ts';
import { requireManager } from '../managed.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { addReplicas, forgetReplicas, removeReplicas, replicationStatus } from '../replication.ts';
import { secrets } from '../repositories/secrets.ts';

const REGION = { minLength: 1, maxLength: 128 } as const;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_ReplicateSecretToRegions.html */
export const replicateSecretToRegions = (parts: SecretsParts) =>
  writes<ReplicateSecretToRegionsRequest, ReplicateSecretToRegionsResponse>(
    {
      limits: {
        ...SECRET_ID,
        AddReplicaRegions: { minLength: 1 },
        'AddReplicaRegions[].Region': REGION,
        'AddReplicaRegions[].KmsKeyId': { maxLength: 2048 },
      },
    },
    async (input, call) => {
      const { AddReplicaRegions: asked = [], ForceOverwriteReplicaSecret: force } = input;
      const { secret } = await changeableSecret(
        parts,
        call,
        'ReplicateSecretToRegions',
        input.SecretId,
        {
          'secretsmanager:AddReplicaRegions': asked.map(({ Region = '' }) => Region),
          'secretsmanager:ForceOverwriteReplicaSecret': force,
        },
      );
      requireManager(call, secret);
      const primary = await addReplicas(parts, call, secret, asked, { force: force === true });
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(primary) };
    },
  );

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RemoveRegionsFromReplication.html */
export const removeRegionsFromReplication = (parts: SecretsParts) =>
  writes<RemoveRegionsFromReplicationRequest, RemoveRegionsFromReplicationResponse>(
    {
      limits: {
        ...SECRET_ID,
        RemoveReplicaRegions: { minLength: 1 },
        'RemoveReplicaRegions[]': REGION,
      },
    },
    async (input, call) => {
      const { secret } = await changeableSecret(
        parts,
        call,
        'RemoveRegionsFromReplication',
        input.SecretId,
      );
      const regions = new Set(input.RemoveReplicaRegions);
      const primary = await removeReplicas(call, secret, regions);
      return { ARN: secret.arn, ReplicationStatus: replicationStatus(primary) ?? [] };
    },
  );

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_StopReplicationToReplica.html */
export const stopReplicationToReplica = (parts: SecretsParts) =>
  writes<StopReplicationToReplicaRequest, StopReplicationToReplicaResponse>(
    { limits: SECRET_ID },
    async ({ SecretId }, call) => {
      const { tx } = call;
      const { secret } = await permittedSecret(parts, call, 'StopReplicationToReplica', SecretId);
      requireAlive(secret);
      if (secret.primaryId === undefined || !(await secrets.promote(tx, secret.id)))
        throw notReplica();
      const primary = await secrets.byId(tx, secret.primaryId);
      if (primary !== undefined) await forgetReplicas(call, primary, new Set([secret.region]));
      return { ARN: secret.arn };
    },
  );
