import type { OrganizationPort, ServiceDeps } from '@gatehouse/service-kit';

export interface CloudTrailDeps extends ServiceDeps {
  readonly organizations: OrganizationPort;
}
