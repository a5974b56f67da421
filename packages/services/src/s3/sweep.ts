import type { Blobs, Clock } from '@gatehouse/core';
import { scheduleWork, type Tx, type WorkHandler } from '@gatehouse/store';
import type { S3Deps } from './deps.ts';

/** Removes from disk what no object, part or function is made of any more. */
export const SWEEP = 's3.sweep';

const EVERY_MILLISECONDS = 3_600_000;
// Who began to read an object before it was deleted reads it to its end.
const KEPT_MILLISECONDS = 24 * 3_600_000;

export const scheduleSweep = (tx: Tx, now: Date): Promise<void> =>
  scheduleWork(tx, {
    kind: SWEEP,
    key: 'all',
    payload: '',
    dueAt: new Date(now.getTime() + EVERY_MILLISECONDS),
  });

interface Deps {
  readonly blobs: Blobs;
  readonly clock: Clock;
  readonly blobsInUse: S3Deps['blobsInUse'];
}

export const sweep =
  ({ blobs, clock, blobsInUse }: Deps): WorkHandler =>
  async (store) => {
    const now = clock.now();
    await blobs.sweep(new Date(now.getTime() - KEPT_MILLISECONDS), (ids) =>
      store.read((tx) => blobsInUse(tx, ids)),
    );
    await store.write((tx) => scheduleSweep(tx, now));
  };
