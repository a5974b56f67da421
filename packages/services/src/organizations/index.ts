import type { AccountPort, OrganizationPort, Service, ServiceDeps } from '@gatehouse/service-kit';
import { organizationsMigrations } from './migrations.ts';
import { createSeed, type SeedOrganization } from './seed.ts';
import { createView } from './view.ts';

export interface OrganizationsDeps extends ServiceDeps {
  readonly accounts: AccountPort;
}

export interface Organizations {
  readonly service: Service;
  readonly view: OrganizationPort;
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
    operations: {},
    migrations: organizationsMigrations,
  },
  view: createView(deps.store),
  seed: createSeed(deps.ids, deps.accounts),
});
