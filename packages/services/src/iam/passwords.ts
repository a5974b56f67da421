import { createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import type { Vault } from '@gatehouse/service-kit';

/** Keeps passwords so that neither the database nor the master key alone is enough to guess them. */
export interface Passwords {
  /** What to store in place of the password. */
  readonly verifier: (userId: string, password: string) => Promise<Uint8Array>;
  /** Which of the verifiers are this password's; one costly computation for all of them. */
  readonly matches: (
    userId: string,
    password: string,
    verifiers: readonly Uint8Array[],
  ) => Promise<readonly boolean[]>;
}

// OWASP Password Storage Cheat Sheet, scrypt; what the sheet wants beyond is the secret salt, which an offline
// attacker does not have either.
const COST_LOG2 = 15;
const BLOCK_SIZE = 8;
const HASH_BYTES = 32;

const context = (userId: string): string => `iam.login-profile:${userId}`;

/**
 * @param costLog2 binary logarithm of scrypt's N for new verifiers; each verifier remembers its own. Tests save time
 * by less.
 */
export const createPasswords = (vault: Vault, costLog2 = COST_LOG2): Passwords => {
  const saltKey = vault.key('iam.password-salt');

  // One salt per user, so that a new password is compared with all earlier ones at the price of one.
  const hash = (userId: string, password: string, log2: number): Promise<Buffer> => {
    const salt = createHmac('sha256', saltKey).update(userId).digest();
    const N = 2 ** log2;
    const options = { N, r: BLOCK_SIZE, p: 1, maxmem: 256 * N * BLOCK_SIZE };
    return new Promise((resolve, reject) => {
      scrypt(password.normalize('NFC'), salt, HASH_BYTES, options, (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      });
    });
  };

  return {
    verifier: async (userId, password) =>
      vault.seal(
        Buffer.concat([Uint8Array.of(costLog2), await hash(userId, password, costLog2)]),
        context(userId),
      ),
    matches: async (userId, password, verifiers) => {
      const stored = verifiers.map((verifier) => vault.open(verifier, context(userId)));
      const hashes = new Map<number, Buffer>();
      // A verifier that does not open costs as much as one that does: the time tells nothing.
      for (const log2 of new Set(stored.map((opened) => opened?.[0] ?? costLog2)))
        hashes.set(log2, await hash(userId, password, log2));
      return stored.map((opened) => {
        const given = opened === undefined ? undefined : hashes.get(opened[0] ?? 0);
        return (
          opened !== undefined && given !== undefined && timingSafeEqual(opened.subarray(1), given)
        );
      });
    },
  };
};
