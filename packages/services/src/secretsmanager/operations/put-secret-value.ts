import type {
  PutSecretValueRequest,
  PutSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { writes } from '@gatehouse/service-kit';
import { changeableSecret } from '../access.ts';
import { requireManager } from '../managed.ts';
import { CURRENT } from '../model.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { updateReplicas } from '../replication.ts';
import { secrets } from '../repositories/secrets.ts';
import { requireRotationToken } from '../rotation/token.ts';
import { requiredValue, requireToken, VALUE, writeVersion } from '../versions.ts';

const LIMITS = {
  ...SECRET_ID,
  ...VALUE,
  VersionStages: { minLength: 1, maxLength: 20 },
  'VersionStages[]': { minLength: 1, maxLength: 256 },
  RotationToken: {
    minLength: 36,
    maxLength: 256,
    pattern: '[a-zA-Z0-9\\-]+',
    sensitive: true,
  },
} as const;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutSecretValue.html */
export const putSecretValue = (parts: SecretsParts) =>
  writes<PutSecretValueRequest, PutSecretValueResponse>(
    { limits: LIMITS, redact: ['RotationToken'] },
    async (input, call) => {
      const value = requiredValue(input, parts.limits.valueBytes);
      const token = requireToken(input.ClientRequestToken);
      const { secret } = await changeableSecret(parts, call, 'PutSecretValue', input.SecretId);
      requireManager(call, secret);
      requireRotationToken(parts.vault, secret, token, input.RotationToken);
      const stages = input.VersionStages ?? [CURRENT];
      const written = await writeVersion(parts, call, secret, { token, value, stages });
      if (written.isNew) {
        await secrets.setChanged(call.tx, secret.id, call.now.getTime());
        await updateReplicas(parts, call, secret.id, new Map([[token, value]]));
      }
      return {
        ARN: secret.arn,
        Name: secret.name,
        VersionId: written.versionId,
        VersionStages: [...written.stages],
      };
    },
  );
