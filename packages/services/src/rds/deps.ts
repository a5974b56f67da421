import type { Call, KeyPort, OperationCall, ServiceDeps } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';

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

/** The hidden machine of a database and its only volume. */
export interface DatabaseHost {
  readonly account: string;
  readonly region: string;
  /** `i-…`; for KMS it is `<account>:aws:rds-host:i-…`. */
  readonly instance: string;
  /** `vol-…` */
  readonly volume: string;
}

/**
 * Machines that RDS has EC2 run. `reserve` and `find` are part of the caller's transaction, the others are transactions of
 * their own that may be repeated. What KMS refuses is thrown as KMS says it.
 */
export interface DatabaseHostPort {
  reserve(
    tx: Tx,
    scope: Pick<DatabaseHost, 'account' | 'region'>,
    volume: { readonly sizeGiB: number },
  ): Promise<DatabaseHost>;
  /** As the host: a data key for its volume, bound to the context and to the volume's id. */
  encrypt(
    host: DatabaseHost,
    encryption: {
      readonly keyArn: string;
      readonly context: Readonly<Record<string, string>>;
    },
  ): Promise<void>;
  /** As the host: the grant of the attachment; then the machine decrypts the volume's data key by it. */
  attach(host: DatabaseHost): Promise<void>;
  /** Retires the grant of the attachment. */
  detach(host: DatabaseHost): Promise<void>;
  /** Detaches, and forgets machine and volume. */
  remove(host: DatabaseHost): Promise<void>;
}

export interface RdsDeps extends Pick<
  ServiceDeps,
  'clock' | 'delaySeconds' | 'ids' | 'pages' | 'vault'
> {
  readonly network: DatabaseNetworkPort;
  readonly hosts: DatabaseHostPort;
  readonly keys: KeyPort;
  /** How RDS itself calls KMS for due work. */
  readonly call: OperationCall;
  /** True for test suites of emulators, which name keys that nobody has made. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
