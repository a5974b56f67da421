import type { Service } from '@gatehouse/service-kit';
import type { SsmDeps, SsmQuotas } from './deps.ts';
import { migrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import type { SsmParts } from './parts.ts';
import { enforcePolicies, POLICY } from './policies/work.ts';
import { createValues } from './values.ts';

const QUOTAS: SsmQuotas = { standard: 10_000, advanced: 100_000 };

/** AWS Systems Manager, of it Parameter Store: parameters in hierarchies, with versions, labels, policies and secret values. */
export const createSsm = (deps: SsmDeps): Service => {
  const parts: SsmParts = {
    ...deps,
    values: createValues(deps),
    limits: { ...QUOTAS, ...deps.quotas },
  };
  return {
    id: 'ssm',
    eventSource: 'ssm.amazonaws.com',
    accessDenied: 'AccessDeniedException',
    validationCode: 'ValidationException',
    operations: operations(parts),
    migrations,
    work: { [POLICY]: enforcePolicies(parts) },
  };
};
