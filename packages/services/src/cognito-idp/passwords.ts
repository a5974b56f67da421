import { createHash, createHmac, scrypt, timingSafeEqual } from 'node:crypto';
import type { Ids } from '@gatehouse/core';
import type { Vault } from '@gatehouse/service-kit';
import type { StoredPassword } from './model.ts';
import { srpPadded } from './srp-group.ts';
import { srpPower } from './srp-power.ts';

/** Whose password: Cognito's SRP hashes the name of the pool and the username with it. */
export interface PasswordOwner {
  readonly poolId: string;
  readonly sub: string;
  readonly username: string;
}

/** What the server's side of SRP computes with, as unsigned numbers in hexadecimal digits. */
export interface SrpRecord {
  readonly salt: string;
  readonly verifier: string;
}

/** Keeps passwords so that neither the database nor the master key alone is enough to guess them. */
export interface Passwords {
  /** What to store in place of the password. Costly: call it outside of a write transaction. */
  readonly record: (owner: PasswordOwner, password: string) => Promise<StoredPassword>;
  /** Which of the verifiers are this password's; one costly computation for all of them. */
  readonly matches: (
    sub: string,
    password: string,
    verifiers: readonly Uint8Array[],
  ) => Promise<readonly boolean[]>;
  /** Salt and verifier for SRP; undefined for what was not sealed here. */
  readonly srp: (sub: string, stored: StoredPassword) => SrpRecord | undefined;
  /** For a user who does not exist: always the same salt, so that the answer does not tell. */
  readonly srpOfNobody: (poolId: string, username: string) => SrpRecord;
}

// OWASP Password Storage Cheat Sheet, scrypt.
const COST_LOG2 = 15;
const BLOCK_SIZE = 8;
const HASH_BYTES = 32;
const SRP_SALT_BYTES = 16;

const verifierContext = (sub: string): string => `cognito-idp.password:${sub}`;
const srpContext = (sub: string): string => `cognito-idp.srp:${sub}`;

/** g^x mod N in the 3072-bit group. */
const power = (exponent: Buffer): string =>
  srpPower(2n, BigInt(`0x${exponent.toString('hex')}`)).toString(16);

/** The verifier that the clients' SRP computes with: x = H(salt | H(poolName | username | ':' | password)). */
export const srpRecord = (
  { poolId, username }: Pick<PasswordOwner, 'poolId' | 'username'>,
  password: string,
  salt: Buffer,
): SrpRecord => {
  const poolName = poolId.slice(poolId.indexOf('_') + 1);
  const inner = createHash('sha256').update(`${poolName}${username}:${password}`).digest();
  const padded = srpPadded(salt.toString('hex'));
  const x = createHash('sha256').update(Buffer.from(padded, 'hex')).update(inner).digest();
  return { salt: padded, verifier: power(x) };
};

/**
 * @param costLog2 binary logarithm of scrypt's N for new verifiers; each verifier remembers its own.
 */
export const createPasswords = (vault: Vault, ids: Ids, costLog2 = COST_LOG2): Passwords => {
  const saltKey = vault.key('cognito-idp.password-salt');
  const nobodyKey = vault.key('cognito-idp.srp-nobody');

  // One salt per user, so that a new password is compared with all earlier ones at the price of one.
  const hash = (sub: string, password: string, log2: number): Promise<Buffer> => {
    const salt = createHmac('sha256', saltKey).update(sub).digest();
    const N = 2 ** log2;
    const options = { N, r: BLOCK_SIZE, p: 1, maxmem: 256 * N * BLOCK_SIZE };
    return new Promise((resolve, reject) => {
      scrypt(password, salt, HASH_BYTES, options, (error, key) => {
        if (error === null) resolve(key);
        else reject(error);
      });
    });
  };

  return {
    record: async (owner, password) => {
      const verifier = Buffer.concat([
        Uint8Array.of(costLog2),
        await hash(owner.sub, password, costLog2),
      ]);
      const srp = srpRecord(owner, password, ids.bytes(SRP_SALT_BYTES));
      return {
        verifier: vault.seal(verifier, verifierContext(owner.sub)),
        srp: vault.seal(Buffer.from(JSON.stringify(srp)), srpContext(owner.sub)),
      };
    },
    matches: async (sub, password, verifiers) => {
      const stored = verifiers.map((verifier) => vault.open(verifier, verifierContext(sub)));
      const hashes = new Map<number, Buffer>();
      // A verifier that does not open costs as much as one that does: the time tells nothing.
      for (const log2 of new Set(stored.map((opened) => opened?.[0] ?? costLog2)))
        hashes.set(log2, await hash(sub, password, log2));
      return stored.map((opened) => {
        const given = opened === undefined ? undefined : hashes.get(opened[0] ?? 0);
        return (
          opened !== undefined && given !== undefined && timingSafeEqual(opened.subarray(1), given)
        );
      });
    },
    srp: (sub, stored) => {
      const opened = vault.open(stored.srp, srpContext(sub));
      // The seal authenticates it, so it has the form that `record` gave it.
      return opened === undefined ? undefined : (JSON.parse(opened.toString()) as SrpRecord);
    },
    srpOfNobody: (poolId, username) => {
      const made = createHmac('sha256', nobodyKey).update(`${poolId}\0${username}`).digest();
      const salt = made.subarray(0, SRP_SALT_BYTES);
      return srpRecord({ poolId, username }, made.toString('hex'), salt);
    },
  };
};
