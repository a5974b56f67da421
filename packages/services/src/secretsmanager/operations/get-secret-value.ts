import type {
  GetSecretValueRequest,
  GetSecretValueResponse,
} from '@aws-sdk/client-secrets-manager';
import { reads } from '@gatehouse/service-kit';
import { permittedSecret, requireAlive } from '../access.ts';
import { CURRENT } from '../model.ts';
import { SECRET_ID } from '../names.ts';
import type { SecretsParts } from '../parts.ts';
import { readValue } from '../reading.ts';

const LIMITS = {
  ...SECRET_ID,
  VersionId: { minLength: 32, maxLength: 64 },
  VersionStage: { minLength: 1, maxLength: 256 },
} as const;

/** https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_GetSecretValue.html */
export const getSecretValue = (parts: SecretsParts) =>
  reads<GetSecretValueRequest, GetSecretValueResponse>({ limits: LIMITS }, async (input, call) => {
    const { VersionId, VersionStage } = input;
    const { secret } = await permittedSecret(parts, call, 'GetSecretValue', input.SecretId, {
      'secretsmanager:VersionId': VersionId,
      // Who names neither gets the current one.
      'secretsmanager:VersionStage':
        VersionStage ?? (VersionId === undefined ? CURRENT : undefined),
    });
    requireAlive(secret);
    return readValue(parts, call, secret, { versionId: VersionId, label: VersionStage });
  });
