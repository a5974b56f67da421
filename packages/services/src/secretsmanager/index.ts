import type { Service } from '@gatehouse/service-kit';
import type { SecretsDeps } from './deps.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import type { SecretsParts } from './parts.ts';
import { rotationOperations } from './rotation/operations.ts';
import { rotationWork } from './rotation/work.ts';

export type { SecretsDeps, SecretsQuotas } from './deps.ts';

export interface SecretsManager {
  readonly service: Service;
}

/** AWS Secrets Manager: secrets whose versions are sealed under data keys of KMS, and labels that say which is current. */
export const createSecretsManager = (deps: SecretsDeps): SecretsManager => {
  const parts: SecretsParts = deps;
  return {
    service: {
      id: 'secretsmanager',
      eventSource: 'secretsmanager.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'ValidationException',
      operations: { ...operations(parts), ...rotationOperations(parts) },
      migrations,
      work: rotationWork(parts),
    },
  };
};
