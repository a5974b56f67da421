import { createHash, createPrivateKey, generateKeyPair, type KeyObject, sign } from 'node:crypto';
import { promisify } from 'node:util';
import { selfSigned } from './certificate.ts';
import type { SnsDeps } from './deps.ts';
import { signingKeys, type StoredSigningKey } from './repositories/signing-keys.ts';

export interface SignedBy {
  readonly Signature: string;
  readonly SigningCertURL: string;
}

/** Signs messages with one key for the whole installation. */
export interface Signing {
  /** @param version 1: SHA-1, 2: SHA-256 (Amazon SNS Developer Guide, "Verifying the signatures of messages"). */
  sign(text: string, version: '1' | '2'): Promise<SignedBy>;
  /** The certificate (PEM) that is served under a name. */
  certificate(name: string): Promise<string | undefined>;
}

const generate = promisify(generateKeyPair);
const MODULUS_BITS = 2048;
const YEARS = 10;
const LAST_YEAR = 9999;
const CONTEXT = 'sns-signing-key';

type Deps = Pick<SnsDeps, 'store' | 'vault' | 'clock' | 'ids' | 'baseUrl'>;

const makeKey = async ({ vault, clock, ids }: Deps): Promise<StoredSigningKey> => {
  const keys = await generate('rsa', { modulusLength: MODULUS_BITS });
  const from = clock.now();
  const until = new Date(from);
  until.setUTCFullYear(Math.min(from.getUTCFullYear() + YEARS, LAST_YEAR));
  const certificate = selfSigned(keys, {
    commonName: 'Gatehouse Simple Notification Service',
    serial: ids.bytes(16),
    from,
    until,
  });
  const hash = createHash('sha256').update(certificate).digest('hex').slice(0, 32);
  return {
    name: `SimpleNotificationService-${hash}.pem`,
    certificate,
    privateKey: vault.seal(keys.privateKey.export({ type: 'pkcs8', format: 'der' }), CONTEXT),
  };
};

interface UsableKey {
  readonly name: string;
  readonly key: KeyObject;
}

const open = ({ vault }: Deps, stored: StoredSigningKey): UsableKey => {
  const der = vault.open(stored.privateKey, CONTEXT);
  if (der === undefined) throw new Error('the signing key of SNS was sealed with another key');
  return { name: stored.name, key: createPrivateKey({ key: der, format: 'der', type: 'pkcs8' }) };
};

export const createSigning = (deps: Deps): Signing => {
  const { store, clock, baseUrl } = deps;
  let current: UsableKey | undefined;

  const usable = async (): Promise<UsableKey> => {
    const stored = await store.read((tx) => signingKeys.oldest(tx));
    if (stored !== undefined) {
      // Asked each time, because a database can be emptied; opened once, because that costs more.
      if (current?.name !== stored.name) current = open(deps, stored);
      return current;
    }
    const made = await makeKey(deps);
    // Another node may have been faster: then its key is the one.
    const agreed = await store.write(async (tx) => {
      const other = await signingKeys.oldest(tx);
      if (other === undefined) await signingKeys.insert(tx, made, clock.now());
      return other ?? made;
    });
    current = open(deps, agreed);
    return current;
  };

  return {
    sign: async (text, version) => {
      const { name, key } = await usable();
      return {
        Signature: sign(version === '1' ? 'sha1' : 'sha256', Buffer.from(text), key).toString(
          'base64',
        ),
        SigningCertURL: `${baseUrl()}/${name}`,
      };
    },
    certificate: async (name) =>
      (await store.read((tx) => signingKeys.find(tx, name)))?.certificate,
  };
};
