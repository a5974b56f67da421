import {
  FlowLogDestination,
  FlowLogTrafficType,
  IpAddresses,
  Peer,
  Port,
  SecurityGroup,
  SubnetType,
  Vpc,
} from 'aws-cdk-lib/aws-ec2';
import type { LogGroup } from 'aws-cdk-lib/aws-logs';
import type { Construct } from 'constructs';
import { vpcOf } from '../interfaces.ts';
import type { ServiceSettings } from '../settings.ts';

export const CONSOLE_PORT = 4580;
const DATABASE_PORT = 5432;
const HTTPS_PORT = 443;
const ZONES = 2;

export interface Network {
  readonly vpc: Vpc;
  readonly balancer: SecurityGroup;
  readonly tasks: SecurityGroup;
  readonly database: SecurityGroup;
}

const securityGroups = (scope: Construct, vpc: Vpc, { allowedCidrs, mail }: ServiceSettings) => {
  const group = (id: string, description: string): SecurityGroup =>
    new SecurityGroup(scope, id, { vpc: vpcOf(vpc), description, allowAllOutbound: false });
  const balancer = group('BalancerSecurityGroup', 'Load balancer of the access broker');
  const tasks = group('TaskSecurityGroup', 'Tasks of the access broker');
  const database = group('DatabaseSecurityGroup', 'Database of the access broker');
  for (const cidr of allowedCidrs)
    balancer.addIngressRule(
      Peer.ipv4(cidr),
      Port.tcp(HTTPS_PORT),
      'Browsers and commands of people',
    );
  balancer.connections.allowTo(tasks, Port.tcp(CONSOLE_PORT), 'Console and API');
  tasks.connections.allowTo(database, Port.tcp(DATABASE_PORT), 'PostgreSQL');
  // AWS APIs of every Region, the identity provider and webhooks: their addresses are not known.
  tasks.addEgressRule(Peer.anyIpv4(), Port.tcp(HTTPS_PORT), 'AWS, identity provider, webhooks');
  if (mail !== undefined) {
    const port = Number(new URL(mail.url).port);
    tasks.addEgressRule(Peer.anyIpv4(), Port.tcp(port), 'Mail server');
  }
  return { balancer, tasks, database };
};

/** Tasks have no public address; the database has no way out at all. */
export const createNetwork = (
  scope: Construct,
  settings: ServiceSettings,
  flowLogs: LogGroup,
): Network => {
  const vpc = new Vpc(scope, 'Vpc', {
    ipAddresses: IpAddresses.cidr(settings.vpcCidr),
    maxAzs: ZONES,
    // One in each zone: with one of them gone, sessions are still issued and ended.
    natGateways: ZONES,
    subnetConfiguration: [
      { name: 'Public', subnetType: SubnetType.PUBLIC, mapPublicIpOnLaunch: false },
      { name: 'Tasks', subnetType: SubnetType.PRIVATE_WITH_EGRESS },
      { name: 'Database', subnetType: SubnetType.PRIVATE_ISOLATED },
    ],
    flowLogs: {
      All: {
        destination: FlowLogDestination.toCloudWatchLogs(flowLogs),
        trafficType: FlowLogTrafficType.ALL,
      },
    },
  });
  return { vpc, ...securityGroups(scope, vpc, settings) };
};
