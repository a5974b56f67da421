import { createHash, createPrivateKey, generateKeyPair, sign } from 'node:crypto';
import { promisify } from 'node:util';
import type { ServiceDeps } from '@gatehouse/service-kit';
import { type SigningKey, signingKeys } from '../repositories/signing-keys.ts';

type Deps = Pick<ServiceDeps, 'store' | 'clock' | 'vault'>;

const generate = promisify(generateKeyPair);
const MODULUS_BITS = 2048;
const DAY_MILLISECONDS = 24 * 3_600_000;
const VALID_MILLISECONDS = 365 * DAY_MILLISECONDS;
/** A key signs no more when less than this is left of it. */
const RESERVE_MILLISECONDS = 30 * DAY_MILLISECONDS;
/** A digest that is signed right now is of the hour before. */
const BEFORE_MILLISECONDS = DAY_MILLISECONDS;

const contextOf = (fingerprint: string): string => `cloudtrail.signing-key:${fingerprint}`;

/** The keys that sign digests: each Region has its own (CloudTrail User Guide, "Digest file structure"). */
export interface DigestSigning {
  /** The key that signs now; made when a Region needs one first, which takes most of a second. */
  key(region: string): Promise<SigningKey>;
  /** RSA PKCS#1 v1.5 with SHA-256, hexadecimal. */
  sign(key: SigningKey, text: string): string;
}

const make = async ({ clock, vault }: Deps, region: string): Promise<SigningKey> => {
  const made = await generate('rsa', { modulusLength: MODULUS_BITS });
  const publicKey = made.publicKey.export({ format: 'der', type: 'pkcs1' });
  const fingerprint = createHash('md5').update(publicKey).digest('hex');
  const now = clock.now().getTime();
  return {
    region,
    fingerprint,
    publicKey,
    privateKey: vault.seal(
      made.privateKey.export({ format: 'der', type: 'pkcs8' }),
      contextOf(fingerprint),
    ),
    from: new Date(now - BEFORE_MILLISECONDS),
    until: new Date(now + VALID_MILLISECONDS),
  };
};

export const createDigestSigning = (deps: Deps): DigestSigning => {
  const { store, clock, vault } = deps;
  return {
    key: async (region) => {
      const from = clock.now();
      const until = new Date(from.getTime() + RESERVE_MILLISECONDS);
      const usable = (keys: readonly SigningKey[]): SigningKey | undefined =>
        keys.find((key) => key.until >= until && key.from <= from);
      const found = usable(await store.read((tx) => signingKeys.between(tx, region, from, from)));
      if (found !== undefined) return found;
      const made = await make(deps, region);
      // Another node may have been faster: then its key is the one.
      return store.write(async (tx) => {
        const other = usable(await signingKeys.between(tx, region, from, from));
        if (other === undefined) await signingKeys.insert(tx, made);
        return other ?? made;
      });
    },
    sign: ({ fingerprint, privateKey }, text) => {
      const der = vault.open(privateKey, contextOf(fingerprint));
      if (der === undefined) throw new Error(`the signing key ${fingerprint} does not open`);
      const key = createPrivateKey({ key: der, format: 'der', type: 'pkcs8' });
      return sign('sha256', Buffer.from(text), key).toString('hex');
    },
  };
};
