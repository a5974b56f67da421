import type { Call, ServiceDeps } from '@gatehouse/service-kit';

export interface DatabaseSubnet {
  readonly id: string;
  readonly vpc: string;
  /** `us-east-1a` */
  readonly zone: string;
}

export interface DatabaseSecurityGroup {
  readonly id: string;
  readonly vpc: string;
}

/** What RDS asks EC2, of the caller's account and Region. What does not exist is absent. */
export interface DatabaseNetworkPort {
  subnets(call: Call, ids: readonly string[]): Promise<readonly DatabaseSubnet[]>;
  securityGroups(call: Call, ids: readonly string[]): Promise<readonly DatabaseSecurityGroup[]>;
  /** The subnets of the default VPC, which is made where it was never used; none where it was deleted. */
  defaultSubnets(call: Call): Promise<readonly DatabaseSubnet[]>;
  /** The group `default` of a VPC. */
  defaultSecurityGroup(call: Call, vpc: string): Promise<string | undefined>;
}

export interface RdsDeps extends Pick<
  ServiceDeps,
  'clock' | 'delaySeconds' | 'ids' | 'pages' | 'vault'
> {
  readonly network: DatabaseNetworkPort;
}
