import type {
  DeleteSecretRequest,
  DeleteSecretResponse,
  RestoreSecretRequest,
  RestoreSecretResponse,
} from '@aws-sdk/client-secrets-manager';
import { type Call, writes } from '@gatehouse/service-kit';
import { permittedSecret, question, requirePrimary, touched } from '../access.ts';
import { cancelDeletion, deleteSecretNow, scheduleDeletion } from '../deletion.ts';
import {
  hasReplicas,
  markedForDeletion,
  secretNotFound,
  windowAndForce,
  windowOutOfRange,
} from '../errors.ts';
import { requireManager } from '../managed.ts';
import { DAY_MILLISECONDS, type Secret } from '../model.ts';
import { findSecret, SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';

const USUAL_DAYS = 30;
const FEWEST_DAYS = 7;
const MOST_DAYS = 30;

const requireWindow = ({
  RecoveryWindowInDays: days,
  ForceDeleteWithoutRecovery: force,
}: DeleteSecretRequest): void => {
  if (days === undefined) return;
  if (days < FEWEST_DAYS || days > MOST_DAYS) throw windowOutOfRange();
  if (force === true) throw windowAndForce();
};

const requireDeletable = (call: Call, secret: Secret, force: boolean): void => {
  requirePrimary(secret);
  requireManager(call, secret);
  if (secret.replicas.length > 0)
    throw hasReplicas(
      secret.arn,
      secret.replicas.map(({ region }) => region),
    );
  if (secret.deletionAt !== undefined && !force) throw markedForDeletion();
};

/** API reference, "ForceDeleteWithoutRecovery": for a secret that is not there, it answers as if it had deleted it. */
const nothingToDelete = (call: Call, arn: string, secretId: string): DeleteSecretResponse => ({
  ARN: arn,
  Name: secretId,
  DeletionDate: call.now,
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_DeleteSecret.html */
export const deleteSecret = (parts: SecretsParts) =>
  writes<DeleteSecretRequest, DeleteSecretResponse>({ limits: SECRET_ID }, async (input, call) => {
    requireWindow(input);
    const { SecretId = '', RecoveryWindowInDays: days = USUAL_DAYS } = input;
    const force = input.ForceDeleteWithoutRecovery === true;
    const named = await findSecret(call, SecretId, parts.acceptsLooseInput);
    const { asked } = await question(call, 'DeleteSecret', named, {
      'secretsmanager:RecoveryWindowInDays': force ? undefined : days,
      'secretsmanager:ForceDeleteWithoutRecovery': force,
    });
    await call.authorize(...asked);
    const { secret } = named;
    if (secret === undefined) {
      if (!force) throw secretNotFound();
      return nothingToDelete(call, named.arn, SecretId);
    }
    touched(call, secret);
    requireDeletable(call, secret, force);
    const { arn: ARN, name: Name } = secret;
    if (force) {
      await deleteSecretNow(parts, call.tx, secret, call.now);
      return { ARN, Name, DeletionDate: call.now };
    }
    const at = call.now.getTime() + days * DAY_MILLISECONDS;
    await scheduleDeletion(parts, call.tx, secret, at, call.now);
    return { ARN, Name, DeletionDate: new Date(at) };
  });

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_RestoreSecret.html */
export const restoreSecret = (parts: SecretsParts) =>
  writes<RestoreSecretRequest, RestoreSecretResponse>(
    { limits: SECRET_ID },
    async ({ SecretId }, call) => {
      const { secret } = await permittedSecret(parts, call, 'RestoreSecret', SecretId);
      requirePrimary(secret);
      if (secret.deletionAt !== undefined) await cancelDeletion(parts, call.tx, secret, call.now);
      return { ARN: secret.arn, Name: secret.name };
    },
  );
