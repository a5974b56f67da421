import { cancelWork, scheduleWork, type WorkHandler } from '@gatehouse/store';
import type { Tx } from '@gatehouse/store';
import type { Secret } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { removeSecret } from './replication.ts';
import { secrets } from './repositories/secrets.ts';
import { rotationResumed, rotationStopped } from './rotation/deletion.ts';
import { recordDeletion } from './service-events.ts';

export const DELETION = 'secretsmanager.deletion';

export const scheduleDeletion = async (
  parts: SecretsParts,
  tx: Tx,
  secret: Secret,
  at: number,
  now: Date,
): Promise<void> => {
  await secrets.setDeletion(tx, secret.id, { deletedAt: now.getTime(), deletionAt: at });
  await rotationStopped(tx, secret);
  await scheduleWork(tx, { kind: DELETION, key: secret.id, payload: '', dueAt: new Date(at) });
  await recordDeletion(parts, tx, 'StartSecretVersionDelete', secret, now);
};

export const cancelDeletion = async (
  parts: SecretsParts,
  tx: Tx,
  secret: Secret,
  now: Date,
): Promise<void> => {
  await secrets.setDeletion(tx, secret.id, { deletedAt: undefined, deletionAt: undefined });
  await cancelWork(tx, DELETION, secret.id);
  await rotationResumed(parts, tx, secret);
  await recordDeletion(parts, tx, 'CancelSecretVersionDelete', secret, now);
};

/** With all that is of it, at once. */
export const deleteSecretNow = async (
  parts: SecretsParts,
  tx: Tx,
  secret: Secret,
  now: Date,
): Promise<void> => {
  await rotationStopped(tx, secret);
  await removeSecret(tx, secret);
  await cancelWork(tx, DELETION, secret.id);
  await recordDeletion(parts, tx, 'EndSecretVersionDelete', secret, now);
};

/** Ends a recovery window. */
export const deleteWhenDue =
  (parts: SecretsParts): WorkHandler =>
  (store, work) =>
    store.write(async (tx) => {
      const now = parts.clock.now();
      const secret = await secrets.byId(tx, work.key);
      // Somebody may have restored it, or begun a longer wait, since this run was taken.
      if (secret?.deletionAt === undefined || secret.deletionAt > now.getTime()) return;
      await deleteSecretNow(parts, tx, secret, now);
    });
