import type { KeyObject } from 'node:crypto';
import { sshString } from './openssh-public-key.ts';

const BLOCK = 8;
const LINE = 70;

/**
 * An Ed25519 private key in the only form that OpenSSH reads: `openssh-key-v1` of its PROTOCOL.key, without passphrase.
 * `check` is four random bytes that stand in it twice.
 */
export const openSshPrivateKey = (key: KeyObject, check: Uint8Array): string => {
  const { d = '', x = '' } = key.export({ format: 'jwk' });
  const seed = Buffer.from(d, 'base64url');
  const point = Buffer.from(x, 'base64url');
  const name = sshString(Buffer.from('ssh-ed25519'));
  const none = sshString(Buffer.from('none'));
  const count = Buffer.from([0, 0, 0, 1]);
  const own = Buffer.concat([
    check,
    check,
    name,
    sshString(point),
    sshString(Buffer.concat([seed, point])),
    sshString(Buffer.alloc(0)),
  ]);
  const padding = Buffer.from(
    Array.from({ length: (BLOCK - (own.length % BLOCK)) % BLOCK }, (_, at) => at + 1),
  );
  const whole = Buffer.concat([
    Buffer.from('openssh-key-v1\0'),
    none,
    none,
    sshString(Buffer.alloc(0)),
    count,
    sshString(Buffer.concat([name, sshString(point)])),
    sshString(Buffer.concat([own, padding])),
  ]).toString('base64');
  const lines = whole.match(new RegExp(`.{1,${LINE}}`, 'g')) ?? [];
  return [
    '-----BEGIN OPENSSH PRIVATE KEY-----',
    ...lines,
    '-----END OPENSSH PRIVATE KEY-----',
  ].join('\n');
};
