import type { Service } from '@gatehouse/service-kit';
import { DELETION, deleteWhenDue } from './deletion.ts';
import type { SecretsDeps, SecretsQuotas } from './deps.ts';
import { createLastAccess } from './last-access.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import type { SecretsParts } from './parts.ts';
import { rotationOperations } from './rotation/operations.ts';
import { rotationWork } from './rotation/work.ts';
import { createValues } from './values.ts';

export type { SecretsDeps, SecretsQuotas } from './deps.ts';

export interface SecretsManager {
  readonly service: Service;
}

const QUOTAS: SecretsQuotas = { secrets: 500_000, versions: 100, labels: 20, valueBytes: 65_536 };

/** AWS Secrets Manager: secrets whose versions are sealed under data keys of KMS, and labels that say which is current. */
export const createSecretsManager = (deps: SecretsDeps): SecretsManager => {
  const parts: SecretsParts = {
    ...deps,
    values: createValues(deps),
    lastAccess: createLastAccess(deps),
    limits: { ...QUOTAS, ...deps.quotas },
  };
  return {
    service: {
      id: 'secretsmanager',
      eventSource: 'secretsmanager.amazonaws.com',
      accessDenied: 'AccessDeniedException',
      validationCode: 'ValidationException',
      operations: { ...operations(parts), ...rotationOperations(parts) },
      migrations,
      work: { [DELETION]: deleteWhenDue(parts) },
      longWork: rotationWork(parts),
    },
  };
};
