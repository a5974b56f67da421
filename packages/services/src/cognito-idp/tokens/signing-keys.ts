import { createPrivateKey, generateKeyPair, type KeyObject } from 'node:crypto';
import { promisify } from 'node:util';
import type { Ids } from '@gatehouse/core';
import type { ServiceDeps } from '@gatehouse/service-kit';
import { scheduleWork, type Store, type Tx, type WorkHandler } from '@gatehouse/store';
import { pools } from '../repositories/pools.ts';
import { type SigningKey, signingKeys, type TokenUse } from './key-repository.ts';
import { LONGEST_TOKEN_SECONDS } from './validity.ts';

const generate = promisify(generateKeyPair);

const MODULUS_BITS = 2048;
const DAY = 86_400_000;
/** Nothing says how often AWS does it; a quarter is what most identity providers take. */
const ROTATE_AFTER = 90 * DAY;
/** New keys are published before they sign, for those who keep the document for a while. */
const PUBLISHED_AHEAD = 3_600_000;
const KEEP_AFTER = LONGEST_TOKEN_SECONDS * 1000 + PUBLISHED_AHEAD;

export const ROTATION = 'cognito-idp.key-rotation';

/** One key of the JWKS document (RFC 7517). */
export type PublicKey = Readonly<Record<'kid' | 'kty' | 'alg' | 'use' | 'n' | 'e', string>>;

export interface Signer {
  readonly kid: string;
  readonly key: KeyObject;
}

export interface SigningKeys {
  /**
   * Makes the pool's first keys when it has none. Takes most of a second then, so it must have run before the
   * transaction that signs.
   */
  ensure(store: Store, poolId: string): Promise<void>;
  /** The key that signs now; `ensure` has run. */
  signer(tx: Tx, poolId: string, use: TokenUse, now: Date): Promise<Signer>;
  /** The key that signed, as long as a token of it can be alive. */
  verifier(tx: Tx, kid: string, now: Date): Promise<SigningKey | undefined>;
  /** What verifies living tokens, and what will sign next. */
  published(tx: Tx, poolId: string, now: Date): Promise<readonly PublicKey[]>;
  readonly rotate: WorkHandler;
}

type Deps = Pick<ServiceDeps, 'vault' | 'ids' | 'clock'>;

interface Draft {
  readonly kid: string;
  readonly use: TokenUse;
  readonly publicKey: string;
  readonly privateKey: Uint8Array;
}

const context = (kid: string): string => `cognito-idp.signing-key:${kid}`;

const draft = async ({ vault, ids }: Deps, use: TokenUse): Promise<Draft> => {
  const { publicKey, privateKey } = await generate('rsa', { modulusLength: MODULUS_BITS });
  const { n = '', e = '' } = publicKey.export({ format: 'jwk' });
  const kid = newKid(ids);
  return {
    kid,
    use,
    publicKey: JSON.stringify({ alg: 'RS256', e, kid, kty: 'RSA', n, use: 'sig' }),
    privateKey: vault.seal(privateKey.export({ format: 'der', type: 'pkcs8' }), context(kid)),
  };
};

const newKid = (ids: Ids): string => ids.bytes(32).toString('base64');

const drafts = (deps: Deps): Promise<Draft[]> =>
  Promise.all([draft(deps, 'id'), draft(deps, 'access')]);

/** Makes a generation of keys that nobody has made meanwhile, and ends the earlier ones once these sign. */
const begin = async (
  tx: Tx,
  poolId: string,
  generation: number,
  made: readonly Draft[],
  now: Date,
): Promise<void> => {
  const signsFrom = generation === 1 ? now.getTime() : now.getTime() + PUBLISHED_AHEAD;
  for (const { kid, use, publicKey, privateKey } of made) {
    const row = { kid, poolId, use, generation, publicKey, privateKey, signsFrom };
    if (!(await signingKeys.insert(tx, row))) return;
  }
  await signingKeys.endBefore(tx, poolId, generation, signsFrom + KEEP_AFTER);
  await scheduleWork(tx, {
    kind: ROTATION,
    key: poolId,
    payload: String(generation),
    dueAt: new Date(now.getTime() + ROTATE_AFTER),
  });
};

export const createSigningKeys = (deps: Deps): SigningKeys => ({
  ensure: async (store, poolId) => {
    const known = await store.read((tx) => signingKeys.latest(tx, poolId));
    if (known !== undefined) return;
    const made = await drafts(deps);
    await store.write(async (tx) => {
      // A pool that was deleted meanwhile needs none.
      if ((await pools.find(tx, poolId)) !== undefined)
        await begin(tx, poolId, 1, made, deps.clock.now());
    });
  },

  signer: async (tx, poolId, use, now) => {
    const found = await signingKeys.signing(tx, poolId, use, now.getTime());
    if (found === undefined) throw new Error(`pool ${poolId} has no key to sign with`);
    const der = deps.vault.open(found.privateKey, context(found.kid));
    if (der === undefined) throw new Error(`the signing key ${found.kid} does not open`);
    return { kid: found.kid, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
  },

  verifier: (tx, kid, now) => signingKeys.find(tx, kid, now.getTime()),

  published: async (tx, poolId, now) =>
    (await signingKeys.alive(tx, poolId, now.getTime())).map(
      // As `draft` wrote it.
      ({ publicKey }) => JSON.parse(publicKey) as PublicKey,
    ),

  rotate: async (store, { key: poolId, payload }) => {
    const generation = Number(payload);
    const current = await store.read((tx) => signingKeys.latest(tx, poolId));
    // The pool is gone, or another node was faster.
    if (current !== generation) return;
    const made = await drafts(deps);
    await store.write(async (tx) => {
      if ((await pools.find(tx, poolId)) === undefined) return;
      await begin(tx, poolId, generation + 1, made, deps.clock.now());
    });
  },
});
