import type { Call } from '@gatehouse/service-kit';
import { CURRENT, PENDING, PREVIOUS, type Secret } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { labels } from './repositories/labels.ts';
import { versions } from './repositories/versions.ts';
import type { PlainValue } from './values.ts';

/**
 * API reference, UpdateSecret, "KmsKeyId": versions with AWSCURRENT, AWSPENDING and AWSPREVIOUS are encrypted anew when the
 * key becomes another; whoever changes it must be let by both keys. Others keep the key that they have.
 */
export const reencrypt = async (
  { values }: SecretsParts,
  call: Call,
  secret: Secret,
  known: ReadonlyMap<string, PlainValue>,
): Promise<void> => {
  const held = await labels.of(call.tx, secret.id);
  const ids = new Set([CURRENT, PENDING, PREVIOUS].map((label) => held.get(label)));
  for (const versionId of ids) {
    // What was written just now has the new key already.
    if (versionId === undefined || known.has(versionId)) continue;
    const version = await versions.find(call.tx, secret.id, versionId);
    if (version?.value === undefined) continue;
    const plain = await values.open(call, secret, versionId, version.value);
    const value = await values.seal(call, secret, versionId, plain);
    await versions.replaceValue(call.tx, secret.id, versionId, value);
  }
};
