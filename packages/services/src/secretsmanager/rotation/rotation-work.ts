import { cancelWork, scheduleWork, type Tx } from '@gatehouse/store';

/** One row of due work for each secret that rotates: one that waits for its window costs nothing until then. */
export const ROTATION_WORK = 'secretsmanager.rotation';

/** Undefined: it has nothing to do, ever. */
export const planWork = (tx: Tx, secretId: string, dueAt: number | undefined): Promise<void> =>
  dueAt === undefined
    ? cancelWork(tx, ROTATION_WORK, secretId)
    : scheduleWork(tx, {
        kind: ROTATION_WORK,
        key: secretId,
        payload: '',
        dueAt: new Date(dueAt),
      });
