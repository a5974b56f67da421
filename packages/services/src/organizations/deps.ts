import type { AccountPort, MembershipListener, ServiceDeps } from '@gatehouse/service-kit';

export interface OrganizationsDeps extends ServiceDeps {
  readonly accounts: AccountPort;
  /** Services that an organization manages centrally hear who joins and leaves it. */
  readonly membership?: MembershipListener;
  /**
   * For test suites of emulators, where access is not enforced: service control policies are attached though their type
   * is not enabled, and administrators delegated for services that have no access. Default: false.
   */
  readonly acceptsLooseInput?: boolean;
}
