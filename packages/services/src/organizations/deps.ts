import type { AccountPort, ServiceDeps } from '@gatehouse/service-kit';

export interface OrganizationsDeps extends ServiceDeps {
  readonly accounts: AccountPort;
}
