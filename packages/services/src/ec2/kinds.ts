import type { Kind } from './model.ts';

interface KindFacts {
  /** What ids begin with. */
  readonly prefix: string;
  /** CloudFormation's type, for CloudTrail. */
  readonly type: string;
  /** ARNs of images and snapshots name no account (Service Authorization Reference, "Amazon EC2"). */
  readonly ownerless?: true;
}

/** By the ARN's resource type, which is what tag specifications and DescribeTags call it too. */
export const KINDS: Readonly<Record<Kind, KindFacts>> = {
  'dhcp-options': { prefix: 'dopt', type: 'AWS::EC2::DHCPOptions' },
  'elastic-ip': { prefix: 'eipalloc', type: 'AWS::EC2::EIP' },
  image: { prefix: 'ami', type: 'AWS::EC2::Image', ownerless: true },
  instance: { prefix: 'i', type: 'AWS::EC2::Instance' },
  'internet-gateway': { prefix: 'igw', type: 'AWS::EC2::InternetGateway' },
  'key-pair': { prefix: 'key', type: 'AWS::EC2::KeyPair' },
  natgateway: { prefix: 'nat', type: 'AWS::EC2::NatGateway' },
  'network-acl': { prefix: 'acl', type: 'AWS::EC2::NetworkAcl' },
  'network-interface': { prefix: 'eni', type: 'AWS::EC2::NetworkInterface' },
  'route-table': { prefix: 'rtb', type: 'AWS::EC2::RouteTable' },
  'security-group': { prefix: 'sg', type: 'AWS::EC2::SecurityGroup' },
  'security-group-rule': { prefix: 'sgr', type: 'AWS::EC2::SecurityGroupRule' },
  snapshot: { prefix: 'snap', type: 'AWS::EC2::Snapshot', ownerless: true },
  subnet: { prefix: 'subnet', type: 'AWS::EC2::Subnet' },
  volume: { prefix: 'vol', type: 'AWS::EC2::Volume' },
  vpc: { prefix: 'vpc', type: 'AWS::EC2::VPC' },
  'vpc-endpoint': { prefix: 'vpce', type: 'AWS::EC2::VPCEndpoint' },
  'vpc-flow-log': { prefix: 'fl', type: 'AWS::EC2::FlowLog' },
};

export const isKind = (text: string): text is Kind => Object.hasOwn(KINDS, text);

const ID = /^([a-z]+)-(?:[0-9a-f]{8}|[0-9a-f]{17})$/;

/** `i-0123456789abcdef0`, or the eight digits of old. */
export const isIdOf = (kind: Kind, text: string): boolean =>
  ID.exec(text)?.[1] === KINDS[kind].prefix;

/** The kind of resource that an id is of, by its prefix. */
export const kindOfId = (text: string): Kind | undefined =>
  Object.keys(KINDS)
    .filter(isKind)
    .find((kind) => isIdOf(kind, text));
