import type { Tx } from '@gatehouse/store';
import type { Secret } from '../model.ts';
import type { SecretsParts } from '../parts.ts';
import { applyChange, momentOf } from './apply.ts';
import { endTest } from './pending.ts';
import { readState } from './progress.ts';
import { changedByHand } from './transitions.ts';

/** AWSCURRENT has moved: by PutSecretValue, UpdateSecret or UpdateSecretVersionStage, a rotation function's included. */
export interface CurrentChange {
  /** The version that is current now. */
  readonly versionId: string;
  /** It was made for this: its value is a new one. */
  readonly isNew: boolean;
  /** AWSPENDING was on another version and is gone: a rotation that was under way is abandoned. */
  readonly abandons: boolean;
}

/**
 * In the transaction of the change; `secret` is as it was before. A value that somebody puts by hand counts as a rotation: the next
 * one is planned from here, and one that is not finished is given up (Secrets Manager User Guide, "CloudTrail entries",
 * RotationAbandoned). What the rotation function itself makes current is neither, nor is going back to another version.
 */
export const currentChanged = async (
  parts: SecretsParts,
  tx: Tx,
  secret: Secret,
  { versionId, isNew, abandons }: CurrentChange,
): Promise<void> => {
  const state = readState(secret.rotation);
  if (!isNew || state === undefined || !secret.rotation.enabled) return;
  if (state.running?.versionId === versionId) return;
  if (state.running !== undefined) await endTest(tx, secret, state.running);
  const moment = momentOf(parts, secret);
  const change = changedByHand(state, abandons, moment);
  if (!(await applyChange(parts, tx, secret, change, moment.now)))
    throw new Error(`the rotation of secret ${secret.id} changed within a transaction`);
};
