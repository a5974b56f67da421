import type { AccountPort, ServiceDeps } from '@gatehouse/service-kit';

export interface OrganizationsDeps extends ServiceDeps {
  readonly accounts: AccountPort;
  /**
   * For test suites of emulators, where access is not enforced: service control policies are attached though their type
   * is not enabled, and administrators delegated for services that have no access. Default: false.
   */
  readonly acceptsLooseInput?: boolean;
}
