import type { Service, ServiceDeps } from '@gatehouse/service-kit';
import { checkAccessNotGranted } from './operations/check-access-not-granted.ts';
import { checkNoNewAccess } from './operations/check-no-new-access.ts';
import { checkNoPublicAccess } from './operations/check-no-public-access.ts';
import { validatePolicy } from './operations/validate-policy.ts';

/** IAM Access Analyzer: policies are validated and compared; nothing is stored. */
export const createAccessAnalyzer = (deps: Pick<ServiceDeps, 'pages'>): Service => ({
  id: 'access-analyzer',
  eventSource: 'access-analyzer.amazonaws.com',
  accessDenied: 'AccessDeniedException',
  validationCode: 'ValidationException',
  operations: {
    CheckAccessNotGranted: checkAccessNotGranted(),
    CheckNoNewAccess: checkNoNewAccess(),
    CheckNoPublicAccess: checkNoPublicAccess(),
    ValidatePolicy: validatePolicy(deps),
  },
  migrations: [],
});
