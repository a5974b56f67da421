import type {
  LogDestinationType,
  NetworkInterfaceType,
  TrafficType,
  VpcEndpointType,
} from '@aws-sdk/client-ec2';

export interface VpcDetails {
  readonly cidr: string;
  readonly isDefault: boolean;
  readonly tenancy: string;
  readonly dnsSupport: boolean;
  readonly dnsHostnames: boolean;
  readonly networkAddressUsageMetrics: boolean;
  readonly dhcpOptions: string;
}

export interface SubnetDetails {
  readonly vpc: string;
  readonly cidr: string;
  readonly zone: string;
  readonly isDefault: boolean;
  readonly mapPublicIp: boolean;
}

export interface RouteDetails {
  readonly destination: string;
  readonly target: { readonly member: RouteTargetMember; readonly id: string };
  readonly origin: 'CreateRouteTable' | 'CreateRoute';
}

export type RouteTargetMember =
  | 'GatewayId'
  | 'InstanceId'
  | 'NatGatewayId'
  | 'NetworkInterfaceId'
  | 'VpcPeeringConnectionId'
  | 'TransitGatewayId';

export interface RouteTableDetails {
  readonly vpc: string;
  readonly routes: readonly RouteDetails[];
  readonly associations: readonly {
    readonly id: string;
    readonly main: boolean;
    readonly subnet?: string | undefined;
  }[];
}

export interface InternetGatewayDetails {
  readonly vpc?: string | undefined;
}

export interface NetworkAclDetails {
  readonly vpc: string;
  readonly isDefault: boolean;
  readonly entries: readonly AclEntry[];
  readonly associations: readonly { readonly id: string; readonly subnet: string }[];
}

export interface AclEntry {
  readonly number: number;
  readonly egress: boolean;
  readonly protocol: string;
  readonly action: 'allow' | 'deny';
  readonly cidr: string;
  readonly ports?: { readonly from: number; readonly to: number } | undefined;
}

export interface InterfaceAttachment {
  readonly id: string;
  readonly instance?: string | undefined;
  readonly instanceOwner: string;
  readonly deviceIndex: number;
  readonly attachedAt: number;
  readonly deleteOnTermination: boolean;
}

export interface InterfaceAssociation {
  readonly publicIp: string;
  readonly allocation?: string | undefined;
  readonly association?: string | undefined;
}

export interface NetworkInterfaceDetails {
  readonly vpc: string;
  readonly subnet: string;
  readonly zone: string;
  readonly description: string;
  readonly groups: readonly string[];
  readonly privateIp: string;
  readonly mac: string;
  readonly sourceDestCheck: boolean;
  readonly type: NetworkInterfaceType;
  readonly requester?: string | undefined;
  readonly attachment?: InterfaceAttachment | undefined;
  readonly association?: InterfaceAssociation | undefined;
}

export interface NatGatewayDetails {
  readonly vpc: string;
  readonly subnet: string;
  readonly connectivity: 'public' | 'private';
  readonly state: 'pending' | 'available' | 'deleting' | 'deleted';
  readonly allocation?: string | undefined;
  readonly publicIp?: string | undefined;
  readonly association?: string | undefined;
  readonly interface: string;
  readonly privateIp: string;
  readonly deletedAt?: number | undefined;
}

export interface AddressDetails {
  readonly publicIp: string;
  readonly association?: {
    readonly id: string;
    readonly interface: string;
    readonly instance?: string | undefined;
    readonly privateIp: string;
  };
}

export interface VpcEndpointDetails {
  readonly vpc: string;
  readonly type: VpcEndpointType;
  readonly service: string;
  readonly policy: string;
  readonly routeTables: readonly string[];
  readonly subnets: readonly string[];
  readonly groups: readonly string[];
  readonly privateDns: boolean;
}

export interface FlowLogDetails {
  readonly resource: string;
  readonly trafficType: TrafficType;
  readonly destinationType: LogDestinationType;
  readonly destination?: string | undefined;
  readonly logGroup?: string | undefined;
  readonly role?: string | undefined;
  readonly format: string;
  readonly interval: number;
}

export interface DhcpOptionsDetails {
  readonly domainName: string;
}

export interface NetworkKinds {
  readonly vpc: VpcDetails;
  readonly subnet: SubnetDetails;
  readonly 'route-table': RouteTableDetails;
  readonly 'internet-gateway': InternetGatewayDetails;
  readonly 'network-acl': NetworkAclDetails;
  readonly 'network-interface': NetworkInterfaceDetails;
  readonly natgateway: NatGatewayDetails;
  readonly 'elastic-ip': AddressDetails;
  readonly 'vpc-endpoint': VpcEndpointDetails;
  readonly 'vpc-flow-log': FlowLogDetails;
  readonly 'dhcp-options': DhcpOptionsDetails;
}
