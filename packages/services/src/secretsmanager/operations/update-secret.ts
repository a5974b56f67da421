import type { UpdateSecretRequest, UpdateSecretResponse } from '@aws-sdk/client-secrets-manager';
import { writes } from '@gatehouse/service-kit';
import { changeableSecret } from '../access.ts';
import { keyArnOf } from '../key-arn.ts';
import { requireManager } from '../managed.ts';
import { CURRENT, type Secret } from '../model.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { reencrypt } from '../reencryption.ts';
import { updateReplicas } from '../replication.ts';
import { secrets } from '../repositories/secrets.ts';
import { requestValue, requireToken, VALUE, writeVersion } from '../versions.ts';

const LIMITS = {
  ...SECRET_ID,
  Description: { maxLength: 2048 },
  KmsKeyId: { maxLength: 2048 },
  Type: { maxLength: 256 },
  ...VALUE,
} as const;

const changed = (
  secret: Secret,
  { Description, KmsKeyId, Type }: UpdateSecretRequest,
  at: number,
): Secret => ({
  ...secret,
  description: Description ?? secret.description,
  kmsKeyId: KmsKeyId === undefined ? secret.kmsKeyId : KmsKeyId === '' ? undefined : KmsKeyId,
  type: Type ?? secret.type,
  changedAt: at,
});

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_UpdateSecret.html */
export const updateSecret = (parts: SecretsParts) =>
  writes<UpdateSecretRequest, UpdateSecretResponse>({ limits: LIMITS }, async (input, call) => {
    const value = requestValue(input, parts.limits.valueBytes);
    // It names a version, and only a value makes one.
    const token =
      value === undefined && input.ClientRequestToken === undefined
        ? ''
        : requireToken(input.ClientRequestToken);
    const { secret } = await changeableSecret(parts, call, 'UpdateSecret', input.SecretId, {
      'secretsmanager:Description': input.Description,
      'secretsmanager:KmsKeyId': input.KmsKeyId,
      'secretsmanager:KmsKeyArn': await keyArnOf(parts, call, input.KmsKeyId),
      'secretsmanager:Type': input.Type,
    });
    if (value !== undefined || input.KmsKeyId !== undefined || input.Type !== undefined)
      requireManager(call, secret);
    const after = changed(secret, input, call.now.getTime());
    const { ARN, Name } = { ARN: secret.arn, Name: secret.name };
    const known = new Map(value === undefined ? [] : [[token, value] as const]);
    if (value !== undefined) {
      const written = await writeVersion(parts, call, after, { token, value, stages: [CURRENT] });
      if (!written.isNew) return { ARN, Name, VersionId: token };
    }
    await secrets.setDetails(call.tx, after);
    if (after.kmsKeyId !== secret.kmsKeyId) await reencrypt(parts, call, after, known);
    await updateReplicas(parts, call, secret.id, known);
    return { ARN, Name, ...(value === undefined ? {} : { VersionId: token }) };
  });
