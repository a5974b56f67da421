import type { OrganizationDirectory, OrganizationPort, Service } from '@gatehouse/service-kit';
import { CREATE_ACCOUNT, createAccountWork } from './account-creation.ts';
import { CLOSE_ACCOUNT, closeAccountWork } from './closure.ts';
import type { OrganizationsDeps } from './deps.ts';
import { directory } from './directory.ts';
import { organizationsMigrations } from './migrations.ts';
import { operations } from './operations/index.ts';
import { createSeed, type SeedOrganization } from './seed.ts';
import { createView } from './view.ts';

export type { OrganizationsDeps } from './deps.ts';

export interface Organizations {
  readonly service: Service;
  readonly view: OrganizationPort;
  readonly directory: OrganizationDirectory;
  readonly seed: SeedOrganization;
}

/** AWS Organizations: accounts, units and the policies that limit them. */
export const createOrganizations = (deps: OrganizationsDeps): Organizations => ({
  service: {
    id: 'organizations',
    eventSource: 'organizations.amazonaws.com',
    accessDenied: 'AccessDeniedException',
    validationCode: 'InvalidInputException',
    global: true,
    operations: operations(deps),
    migrations: organizationsMigrations,
    work: {
      [CREATE_ACCOUNT]: createAccountWork(deps),
      [CLOSE_ACCOUNT]: closeAccountWork,
    },
  },
  view: createView(deps.store),
  directory,
  seed: createSeed(deps.ids, deps.accounts),
});
