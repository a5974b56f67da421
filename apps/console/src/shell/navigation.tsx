import Badge from '@cloudscape-design/components/badge';
import SideNavigation, {
  type SideNavigationProps,
} from '@cloudscape-design/components/side-navigation';
import { useLocation, useNavigate } from 'react-router';
import type { Me } from '../access/broker-types.ts';
import { useMe } from '../access/me-context.tsx';
import { request } from '../api/request.ts';
import { useSessionContext } from '../session/session-context.tsx';
import { useLoad } from '../shared/use-aws.ts';

const link = (text: string, href: string): SideNavigationProps.Link => ({
  type: 'link',
  text,
  href,
});

const section = (text: string, ...items: SideNavigationProps.Link[]): SideNavigationProps.Item => ({
  type: 'section',
  text,
  items,
});

const AWS_ITEMS: readonly SideNavigationProps.Item[] = [
  link('Home', '/'),
  link('My session', '/explorer'),
  section(
    'IAM',
    link('Users', '/iam/users'),
    link('User groups', '/iam/groups'),
    link('Roles', '/iam/roles'),
    link('Policies', '/iam/policies'),
    link('Policy simulator', '/iam/simulator'),
    link('Account settings', '/iam/settings'),
  ),
  section(
    'Elastic Container Service',
    link('Clusters', '/ecs/clusters'),
    link('Task definitions', '/ecs/task-definitions'),
  ),
  section(
    'EC2',
    link('Instances', '/ec2/instances'),
    link('Images', '/ec2/images'),
    link('Key pairs', '/ec2/key-pairs'),
    link('Volumes', '/ec2/volumes'),
    link('Snapshots', '/ec2/snapshots'),
    link('Security groups', '/ec2/security-groups'),
    link('EC2 settings', '/ec2/settings'),
  ),
  section(
    'VPC',
    link('Your VPCs', '/ec2/vpcs'),
    link('Subnets', '/ec2/subnets'),
    link('Route tables', '/ec2/route-tables'),
    link('Internet gateways', '/ec2/internet-gateways'),
    link('NAT gateways', '/ec2/nat-gateways'),
    link('Elastic IPs', '/ec2/elastic-ips'),
    link('Network interfaces', '/ec2/network-interfaces'),
  ),
  section('S3', link('Buckets', '/s3/buckets')),
  section('DynamoDB', link('Tables', '/dynamodb/tables')),
  section('RDS', link('Databases', '/rds/databases'), link('Snapshots', '/rds/snapshots')),
  section('Simple Queue Service', link('Queues', '/sqs/queues')),
  section('Simple Notification Service', link('Topics', '/sns/topics')),
  section('Lambda', link('Functions', '/lambda/functions')),
  section(
    'EventBridge',
    link('Event buses', '/eventbridge/buses'),
    link('Rules', '/eventbridge/rules'),
    link('Pattern tester', '/eventbridge/pattern-tester'),
    link('Send events', '/eventbridge/send-events'),
    link('Archives and replays', '/eventbridge/archives'),
    link('Connections', '/eventbridge/connections'),
    link('Deliveries', '/eventbridge/deliveries'),
  ),
  section(
    'CloudWatch',
    link('Alarms', '/cloudwatch/alarms'),
    link('Metrics', '/cloudwatch/metrics'),
    link('Dashboards', '/cloudwatch/dashboards'),
  ),
  section(
    'CloudWatch Logs',
    link('Log groups', '/logs/groups'),
    link('Logs Insights', '/logs/insights'),
    link('Resource policies', '/logs/resource-policies'),
  ),
  section(
    'Security Hub',
    link('Findings', '/security-hub/findings'),
    link('Insights', '/security-hub/insights'),
    link('Accounts and Regions', '/security-hub/accounts'),
    link('Resolver and Falco', '/security-hub/resolver'),
    link('Settings', '/security-hub/configuration'),
  ),
  section(
    'Detection',
    link('Overview', '/detection'),
    link('Alerts', '/detection/alerts'),
    link('Investigate', '/detection/investigate'),
    link('Event search', '/detection/search'),
    link('Rules', '/detection/rules'),
    link('Suppressions', '/detection/suppressions'),
  ),
  section(
    'Key Management Service',
    link('Customer managed keys', '/kms/keys'),
    link('AWS managed keys', '/kms/aws-managed-keys'),
    link('Grants to retire', '/kms/retirable-grants'),
  ),
  section(
    'Secrets Manager',
    link('Secrets', '/secrets-manager'),
    link('Compliance', '/secrets-manager/compliance'),
  ),
  section('Systems Manager', link('Parameter Store', '/systems-manager/parameters')),
  section('Cognito', link('User pools', '/cognito/user-pools')),
  section('CloudTrail', link('Event history', '/events'), link('Trails', '/trails')),
  section(
    'Organizations',
    link('Accounts', '/organizations'),
    link('Control policies', '/organizations/policies'),
  ),
  section('Access Analyzer', link('Policy checks', '/access-analyzer')),
  section('Resource Groups', link('Resources by tag', '/resources')),
  section('Mail', link('Outbox', '/outbox')),
];

/** What of access is there for this person; pages that they may not see are left out. */
const accessItems = (me: Me | undefined): readonly SideNavigationProps.Item[] => {
  const { audit = false, administerPolicy = false } = me?.may ?? {};
  return [
    section(
      'Access',
      link('My access', '/access'),
      link('Request access', '/access/requests/create'),
      {
        ...link('Review queue', '/access/review'),
        ...(me !== undefined && me.waiting > 0
          ? { info: <Badge color="blue">{me.waiting}</Badge> }
          : {}),
      },
      ...(audit ? [link('Audit', '/access/audit'), link('Findings', '/access/findings')] : []),
      ...(audit || administerPolicy ? [link('Access policy', '/access/policy')] : []),
    ),
  ];
};

/** Whether somebody may know of traps; asked where it matters, and everybody else is shown none. */
const useSeesTraps = (path: string): boolean => {
  const { session } = useSessionContext();
  const asks = path.startsWith('/detection') && session?.signedIn === true;
  const { data } = useLoad(`traps ${asks} ${JSON.stringify(session)}`, async (signal) =>
    asks
      ? request<{ may: { seeTraps: boolean } }>('/api/detection/status', { method: 'POST', signal })
      : undefined,
  );
  return data?.may.seeTraps === true;
};

const withTraps = (item: SideNavigationProps.Item): SideNavigationProps.Item =>
  item.type === 'section' && item.text === 'Detection'
    ? { ...item, items: [...item.items, link('Traps', '/detection/traps')] }
    : item;

const hrefsOf = (items: readonly SideNavigationProps.Item[]): readonly string[] =>
  items
    .flatMap((item) => (item.type === 'section' ? item.items : [item]))
    .flatMap((item) => ('href' in item ? [item.href] : []));

/** The entry that an address belongs to: the longest that it begins with. */
const entryOf = (items: readonly SideNavigationProps.Item[], path: string): string =>
  hrefsOf(items)
    .filter((href) => path === href || path.startsWith(`${href}/`))
    .toSorted((a, b) => b.length - a.length)[0] ?? '/';

export const Navigation = () => {
  const { pathname } = useLocation();
  const navigate = useNavigate();
  const { data: me } = useMe();
  const { session } = useSessionContext();
  const seesTraps = useSeesTraps(pathname);
  const awsItems = seesTraps ? AWS_ITEMS.map(withTraps) : AWS_ITEMS;
  const items = [...accessItems(me), ...(session?.signedIn === true ? awsItems : [])];
  return (
    <SideNavigation
      items={items}
      activeHref={entryOf(items, pathname)}
      onFollow={(event) => {
        event.preventDefault();
        void navigate(event.detail.href);
      }}
    />
  );
};
