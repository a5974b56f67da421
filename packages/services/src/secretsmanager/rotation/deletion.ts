import type { Tx } from '@gatehouse/store';
import type { Secret } from '../model.ts';
import type { SecretsParts } from '../parts.ts';
import { applyChange, momentOf } from './apply.ts';
import { endTest } from './pending.ts';
import { readState, writeState } from './progress.ts';
import { rotations } from './repository.ts';
import { planWork } from './rotation-work.ts';
import { configured } from './transitions.ts';

const lost = (secret: Secret): Error =>
  new Error(`the rotation of secret ${secret.id} changed within a transaction`);

/** DeleteSecret: nothing rotates any more, whether the secret can be restored or not. */
export const rotationStopped = async (tx: Tx, secret: Secret): Promise<void> => {
  const state = readState(secret.rotation);
  if (state === undefined) return;
  await planWork(tx, secret.id, undefined);
  if (state.running === undefined) return;
  await endTest(tx, secret, state.running);
  const rotation = { ...secret.rotation, state: writeState({ ...state, running: undefined }) };
  if (!(await rotations.replace(tx, secret, rotation))) throw lost(secret);
};

/** RestoreSecret: it waits for its next window again. */
export const rotationResumed = async (
  parts: SecretsParts,
  tx: Tx,
  secret: Secret,
): Promise<void> => {
  const state = readState(secret.rotation);
  if (state === undefined || !secret.rotation.enabled) return;
  const moment = momentOf(parts, secret);
  const change = { ...configured(state, moment), event: undefined };
  if (!(await applyChange(parts, tx, secret, change, moment.now))) throw lost(secret);
};
