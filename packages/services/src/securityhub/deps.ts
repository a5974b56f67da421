import type { EventListeners, OrganizationDirectory, ServiceDeps } from '@gatehouse/service-kit';

export interface SecurityHubDeps extends ServiceDeps {
  readonly organizations: OrganizationDirectory;
  readonly listeners: EventListeners;
  /**
   * For test suites of emulators: every account has Security Hub enabled from the beginning, and all accounts of an
   * organization are members of its administrator. Default: false.
   */
  readonly acceptsLooseInput?: boolean;
}
