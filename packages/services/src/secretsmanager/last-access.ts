import type { Log } from '@gatehouse/core';
import type { Store } from '@gatehouse/store';
import { DAY_MILLISECONDS, type Secret, type Version } from './model.ts';
import { secrets } from './repositories/secrets.ts';
import { versions } from './repositories/versions.ts';

/** Dates of the last reading: a day each, so that a secret that is read all the time is written once a day. */
export interface LastAccess {
  /** Notes it soon, outside of the reader's transaction. */
  note(secret: Secret, version: Version, now: Date): void;
}

interface Access {
  readonly secretId: string;
  readonly versionId: string;
  readonly day: number;
}

const MOST_WAITING = 10_000;
const MOST_AT_ONCE = 500;

export const createLastAccess = ({
  store,
  log,
}: {
  readonly store: Store;
  readonly log: Log;
}): LastAccess => {
  const waiting = new Map<string, Access>();
  let running = false;

  const takeSome = (): readonly Access[] => {
    const some = [...waiting].slice(0, MOST_AT_ONCE);
    for (const [key] of some) waiting.delete(key);
    return some.map(([, access]) => access);
  };

  const writeAll = async (): Promise<void> => {
    while (waiting.size > 0) {
      const some = takeSome();
      await store.write(async (tx) => {
        for (const { secretId, versionId, day } of some) {
          await secrets.setAccessed(tx, secretId, day);
          await versions.setAccessed(tx, secretId, versionId, day);
        }
      });
    }
  };

  return {
    note: (secret, version, now) => {
      const day = Math.floor(now.getTime() / DAY_MILLISECONDS) * DAY_MILLISECONDS;
      if ((version.accessedAt ?? 0) >= day && (secret.accessedAt ?? 0) >= day) return;
      // A date that is lost is noted by the next reading.
      if (waiting.size >= MOST_WAITING) return;
      const access = { secretId: secret.id, versionId: version.versionId, day };
      waiting.set(`${access.secretId} ${access.versionId}`, access);
      if (running) return;
      running = true;
      writeAll()
        .catch(() => log.warn('the date of a last access was not noted'))
        .finally(() => {
          running = false;
        });
    },
  };
};
