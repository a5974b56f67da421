import type { IamDeps } from './parts.ts';
import { accessKeys } from './repositories/access-keys.ts';

/** Remembers when access keys were last used, for GetAccessKeyLastUsed and the credential report. */
export interface KeyUsage {
  /** Called for every authenticated request; writes for a key at most every few minutes and never makes it wait. */
  note(accessKeyId: string, service: string, region: string): void;
  /** Resolves when nothing that was noted waits to be written any more. */
  flush(): Promise<void>;
}

// AWS itself reports use with hours of delay; this is as coarse as a person needs it and costs no request a write.
const EVERY_MILLISECONDS = 5 * 60_000;
const MOST_KEYS = 10_000;

export const createKeyUsage = ({
  store,
  clock,
  log,
}: Pick<IamDeps, 'store' | 'clock' | 'log'>): KeyUsage => {
  const writtenAt = new Map<string, number>();
  const writing = new Set<Promise<void>>();

  const write = async (id: string, use: Parameters<typeof accessKeys.used>[2]): Promise<void> => {
    try {
      await store.write((tx) => accessKeys.used(tx, id, use));
    } catch (error) {
      // The request that used the key has been answered; the next use tries again.
      writtenAt.delete(id);
      log.warn('the use of an access key could not be noted', { cause: String(error) });
    }
  };

  return {
    note: (accessKeyId, service, region) => {
      if (!accessKeyId.startsWith('AKIA')) return;
      const at = clock.now();
      const before = writtenAt.get(accessKeyId);
      if (before !== undefined && at.getTime() - before < EVERY_MILLISECONDS) return;
      if (writtenAt.size >= MOST_KEYS) writtenAt.clear();
      writtenAt.set(accessKeyId, at.getTime());
      const written = write(accessKeyId, { at, service, region }).finally(() =>
        writing.delete(written),
      );
      writing.add(written);
    },
    flush: async () => {
      await Promise.all(writing);
    },
  };
};
