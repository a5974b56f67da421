import type { OrganizationPort, ServiceDeps } from '@gatehouse/service-kit';

export interface CloudTrailDeps extends ServiceDeps {
  readonly organizations: OrganizationPort;
  /**
   * For test suites of emulators, where access is not enforced: an account without an organization may have an
   * organization's trail. Default: false.
   */
  readonly acceptsLooseInput?: boolean;
}
