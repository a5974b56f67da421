import { createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import type { Vault } from '@gatehouse/service-kit';

/** Keeps passwords so that neither the database nor the master key alone is enough to guess them. */
export interface Passwords {
  /** What to store in place of the password. */
  verifier(userId: string, password: string): Promise<Uint8Array>;
  /** Which of the verifiers are this password's; one costly computation for all of them. */
  matches(
    userId: string,
    password: string,
    verifiers: readonly Uint8Array[],
  ): Promise<readonly boolean[]>;
}

// OWASP Password Storage Cheat Sheet, scrypt; what the sheet wants beyond is the secret salt, which an offline
// attacker does not have either.
const COST = { N: 2 ** 15, r: 8, p: 1, maxmem: 64 * 1024 * 1024 };
const HASH_BYTES = 32;

const context = (userId: string): string => `iam.login-profile:${userId}`;

export const createPasswords = (vault: Vault): Passwords => {
  const saltKey = vault.key('iam.password-salt');

  // One salt per user, so that a new password is compared with all earlier ones at the price of one.
  const hash = (userId: string, password: string): Promise<Buffer> => {
    const salt = createHmac('sha256', saltKey).update(userId).digest();
    return new Promise((resolve, reject) => {
      scrypt(password.normalize('NFC'), salt, HASH_BYTES, COST, (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      });
    });
  };

  return {
    verifier: async (userId, password) => vault.seal(await hash(userId, password), context(userId)),
    matches: async (userId, password, verifiers) => {
      const given = await hash(userId, password);
      return verifiers.map((verifier) => {
        const stored = vault.open(verifier, context(userId));
        return stored !== undefined && timingSafeEqual(stored, given);
      });
    },
  };
};
