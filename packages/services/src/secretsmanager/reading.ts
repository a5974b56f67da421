import type { SecretValueEntry } from '@aws-sdk/client-secrets-manager';
import type { Call } from '@gatehouse/service-kit';
import { labelNotFound, labelNotOnVersion, versionNotFound } from './errors.ts';
import { CURRENT, type Labels, type Secret } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { labels } from './repositories/labels.ts';
import { versions } from './repositories/versions.ts';

interface Wanted {
  readonly versionId?: string | undefined;
  readonly label?: string | undefined;
}

const versionIdOf = (held: Labels, { versionId, label }: Wanted): string => {
  if (versionId !== undefined) {
    if (label !== undefined && held.get(label) !== versionId) throw labelNotOnVersion();
    return versionId;
  }
  const wanted = label ?? CURRENT;
  const found = held.get(wanted);
  if (found === undefined) throw labelNotFound(wanted);
  return found;
};

/** A value of a secret, decrypted as the caller. */
export const readValue = async (
  { values, lastAccess }: SecretsParts,
  call: Call,
  secret: Secret,
  wanted: Wanted,
): Promise<SecretValueEntry> => {
  const held = await labels.of(call.tx, secret.id);
  const given = wanted.versionId;
  const found = given === undefined ? undefined : await versions.find(call.tx, secret.id, given);
  if (given !== undefined && found === undefined) throw versionNotFound(given);
  const versionId = versionIdOf(held, wanted);
  const version = found ?? (await versions.find(call.tx, secret.id, versionId));
  if (version?.value === undefined)
    throw given === undefined ? labelNotFound(wanted.label ?? CURRENT) : versionNotFound(versionId);
  const { kind, bytes } = await values.open(call, secret, versionId, version.value);
  lastAccess.note(secret, version, call.now);
  const stages = [...held].filter(([, id]) => id === versionId).map(([label]) => label);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: versionId,
    ...(kind === 'string'
      ? { SecretString: Buffer.from(bytes).toString('utf8') }
      : { SecretBinary: bytes }),
    VersionStages: stages.length === 0 ? undefined : stages,
    CreatedDate: new Date(version.createdAt),
  };
};
