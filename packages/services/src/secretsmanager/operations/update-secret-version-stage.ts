import type {
  UpdateSecretVersionStageRequest,
  UpdateSecretVersionStageResponse,
} from '@aws-sdk/client-secrets-manager';
import { type Call, writes } from '@gatehouse/service-kit';
import { changeableSecret } from '../access.ts';
import {
  currentStays,
  invalidVersion,
  moveNothing,
  removeFromMissing,
  removeFromWrong,
  versionWithoutValue,
} from '../errors.ts';
import { requireManager } from '../managed.ts';
import { CURRENT, type Secret } from '../model.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { updateReplicas } from '../replication.ts';
import { labels } from '../repositories/labels.ts';
import { secrets } from '../repositories/secrets.ts';
import { versions } from '../repositories/versions.ts';
import { currentChanged } from '../rotation/current-changed.ts';
import { placeLabels } from '../versions.ts';

const LIMITS = {
  ...SECRET_ID,
  VersionStage: { minLength: 1, maxLength: 256 },
  RemoveFromVersionId: { minLength: 32, maxLength: 64 },
  MoveToVersionId: { minLength: 32, maxLength: 64 },
} as const;

interface Move {
  readonly label: string;
  readonly from: string | undefined;
  readonly to: string | undefined;
}

const requireVersion = async (
  call: Call,
  secret: Secret,
  versionId: string,
  label: string,
): Promise<void> => {
  const version = await versions.find(call.tx, secret.id, versionId);
  if (version === undefined) throw invalidVersion(versionId);
  if (label === CURRENT && version.value === undefined) throw versionWithoutValue();
};

/** Checks the move against where the label is; false: it is there already. */
const isMove = async (call: Call, secret: Secret, { label, from, to }: Move): Promise<boolean> => {
  if (from === undefined && to === undefined) throw moveNothing();
  const holder = await labels.versionOf(call.tx, secret.id, label);
  if (to !== undefined) await requireVersion(call, secret, to, label);
  if (to !== undefined && holder === to) return false;
  if (from !== undefined && from !== holder) throw removeFromWrong(label, from);
  if (from === undefined && holder !== undefined) throw removeFromMissing(label, holder);
  if (to === undefined && label === CURRENT) throw currentStays();
  return true;
};

const act = async (
  parts: SecretsParts,
  call: Call,
  secret: Secret,
  { label, from, to }: Move,
): Promise<void> => {
  if (to === undefined) {
    await labels.move(call.tx, secret.id, label, { from, to });
    return;
  }
  await placeLabels(call.tx, secret.id, to, [label], parts.limits.labels);
  if (label !== CURRENT) return;
  const change = { versionId: to, isNew: false, abandons: false };
  await currentChanged(parts, call.tx, secret, change);
};

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecretVersionStage.html */
export const updateSecretVersionStage = (parts: SecretsParts) =>
  writes<UpdateSecretVersionStageRequest, UpdateSecretVersionStageResponse>(
    { limits: LIMITS },
    async (input, call) => {
      const { VersionStage: label = '', RemoveFromVersionId, MoveToVersionId } = input;
      const { secret } = await changeableSecret(
        parts,
        call,
        'UpdateSecretVersionStage',
        input.SecretId,
        { 'secretsmanager:VersionStage': label },
      );
      requireManager(call, secret);
      const move = { label, from: RemoveFromVersionId, to: MoveToVersionId };
      if (await isMove(call, secret, move)) {
        await act(parts, call, secret, move);
        await secrets.setChanged(call.tx, secret.id, call.now.getTime());
        await updateReplicas(parts, call, secret.id);
      }
      return { ARN: secret.arn, Name: secret.name };
    },
  );
