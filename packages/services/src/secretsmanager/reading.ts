import type { SecretValueEntry } from '@aws-sdk/client-secrets-manager';
import type { AwsError } from '@gatehouse/core';
import type { Call } from '@gatehouse/service-kit';
import { labelNotFound, labelNotOnVersion, versionNotFound } from './errors.ts';
import { CURRENT, type SealedValue, type Secret } from './model.ts';
import type { SecretsParts } from './parts.ts';
import { type LabelledVersion, versions } from './repositories/versions.ts';

interface Wanted {
  readonly versionId?: string | undefined;
  readonly label?: string | undefined;
}

/** The version that is wanted, if it has a value, and its labels. */
const wantedVersion = async (
  { tx }: Pick<Call, 'tx'>,
  { id }: Secret,
  { versionId, label }: Wanted,
): Promise<LabelledVersion & { readonly value: SealedValue }> => {
  const found =
    versionId === undefined
      ? await versions.withLabel(tx, id, label ?? CURRENT)
      : await versions.withLabels(tx, id, versionId);
  const missing = (): AwsError =>
    versionId === undefined ? labelNotFound(label ?? CURRENT) : versionNotFound(versionId);
  if (found === undefined) throw missing();
  if (versionId !== undefined && label !== undefined && !found.labels.includes(label))
    throw labelNotOnVersion();
  const { value } = found.version;
  if (value === undefined) throw missing();
  return { ...found, value };
};

/** A value of a secret, decrypted as the caller. */
export const readValue = async (
  { values, lastAccess }: SecretsParts,
  call: Call,
  secret: Secret,
  wanted: Wanted,
): Promise<SecretValueEntry> => {
  const { version, labels, value } = await wantedVersion(call, secret, wanted);
  const { versionId } = version;
  const { kind, bytes } = await values.open(call, secret, versionId, value);
  lastAccess.note(secret, version, call.now);
  return {
    ARN: secret.arn,
    Name: secret.name,
    VersionId: versionId,
    ...(kind === 'string'
      ? { SecretString: Buffer.from(bytes).toString('utf8') }
      : { SecretBinary: bytes }),
    VersionStages: labels.length === 0 ? undefined : [...labels],
    CreatedDate: new Date(version.createdAt),
  };
};
