import type { KeyPort, ServiceDeps } from '@gatehouse/service-kit';
import type { Tx } from '@gatehouse/store';

/** An instance profile of IAM as an instance gets it. */
export interface LaunchProfile {
  readonly arn: string;
  /** AIPA… */
  readonly id: string;
  /** The role that it holds, if it holds one. */
  readonly roleArn: string | undefined;
}

/** What EC2 asks IAM. */
export interface InstanceProfilePort {
  find(tx: Tx, account: string, name: string): Promise<LaunchProfile | undefined>;
}

export interface Ec2Deps extends Pick<
  ServiceDeps,
  'clock' | 'delaySeconds' | 'ids' | 'pages' | 'store' | 'vault'
> {
  readonly profiles: InstanceProfilePort;
  readonly keys: KeyPort;
  /** True for test suites of emulators, which launch images that nobody has registered. Default: false. */
  readonly acceptsLooseInput?: boolean;
}
