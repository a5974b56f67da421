import BreadcrumbGroup from '@cloudscape-design/components/breadcrumb-group';
import { useNavigate } from 'react-router';

const NAMES: Readonly<Record<string, string>> = {
  access: 'Access',
  requests: 'Requests',
  review: 'Review queue',
  audit: 'Audit',
  findings: 'Findings',
  policy: 'Access policy',
  iam: 'IAM',
  users: 'Users',
  groups: 'User groups',
  roles: 'Roles',
  policies: 'Policies',
  simulator: 'Policy simulator',
  settings: 'Account settings',
  create: 'Create',
  edit: 'Edit',
  detail: 'Detail',
  ecs: 'Elastic Container Service',
  clusters: 'Clusters',
  tasks: 'Tasks',
  services: 'Services',
  'run-task': 'Run task',
  'task-definitions': 'Task definitions',
  register: 'Register',
  events: 'Event history',
  request: 'Request',
  trails: 'Trails',
  organizations: 'Organizations',
  accounts: 'Accounts',
  'access-analyzer': 'Access Analyzer',
  resources: 'Resources by tag',
  outbox: 'Outbox',
  explorer: 'My session',
  dynamodb: 'DynamoDB',
  tables: 'Tables',
  sqs: 'Simple Queue Service',
  queues: 'Queues',
  sns: 'Simple Notification Service',
  topics: 'Topics',
  subscribe: 'Create subscription',
  ec2: 'EC2',
  instances: 'Instances',
  launch: 'Launch an instance',
  images: 'Images',
  'key-pairs': 'Key pairs',
  volumes: 'Volumes',
  snapshots: 'Snapshots',
  'security-groups': 'Security groups',
  vpcs: 'Your VPCs',
  subnets: 'Subnets',
  'route-tables': 'Route tables',
  'internet-gateways': 'Internet gateways',
  'nat-gateways': 'NAT gateways',
  'elastic-ips': 'Elastic IPs',
  'network-interfaces': 'Network interfaces',
  rds: 'RDS',
  databases: 'Databases',
  s3: 'S3',
  buckets: 'Buckets',
  object: 'Object',
  lambda: 'Lambda',
  functions: 'Functions',
  'add-trigger': 'Add trigger',
  eventbridge: 'EventBridge',
  buses: 'Event buses',
  rules: 'Rules',
  'pattern-tester': 'Pattern tester',
  'send-events': 'Send events',
  archives: 'Archives and replays',
  connections: 'Connections',
  deliveries: 'Deliveries',
  logs: 'CloudWatch Logs',
  streams: 'Log streams',
  'resource-policies': 'Resource policies',
  'security-hub': 'Security Hub',
  configuration: 'Settings',
  insights: 'Insights',
  results: 'Results',
  resource: 'Resource',
  resolver: 'Resolver and Falco',
  kms: 'Key Management Service',
  keys: 'Customer managed keys',
  'aws-managed-keys': 'AWS managed keys',
  'retirable-grants': 'Grants to retire',
  'systems-manager': 'Systems Manager',
  parameters: 'Parameter Store',
  'secrets-manager': 'Secrets Manager',
  secrets: 'Secrets',
  compliance: 'Compliance',
  store: 'Store a new secret',
  cloudwatch: 'CloudWatch',
  alarms: 'Alarms',
  metrics: 'Metrics',
  dashboards: 'Dashboards',
  detection: 'Detection',
  alerts: 'Alerts',
  investigate: 'Investigate',
  search: 'Event search',
  suppressions: 'Suppressions',
  traps: 'Traps',
  cognito: 'Cognito',
  'user-pools': 'User pools',
  clients: 'App clients',
};
// Where the part alone would say something else.
const OWN_NAMES: Readonly<Record<string, string>> = {
  '/logs/groups': 'Log groups',
  '/logs/insights': 'Logs Insights',
};
// Parts of an address that are no page of their own.
const NO_PAGE: Readonly<Record<string, string>> = {
  '/access/requests': '/access',
  '/iam': '/iam/users',
  '/ecs': '/ecs/clusters',
  '/dynamodb': '/dynamodb/tables',
  '/systems-manager': '/systems-manager/parameters',
  '/sqs': '/sqs/queues',
  '/sns': '/sns/topics',
  '/ec2': '/ec2/instances',
  '/rds': '/rds/databases',
  '/s3': '/s3/buckets',
  '/lambda': '/lambda/functions',
  '/eventbridge': '/eventbridge/buses',
  '/logs': '/logs/groups',
  '/kms': '/kms/keys',
  '/secrets-manager/secrets': '/secrets-manager',
  '/cloudwatch': '/cloudwatch/alarms',
  '/cognito': '/cognito/user-pools',
  '/security-hub': '/security-hub/findings',
  '/events/request': '/events',
  '/organizations/accounts': '/organizations',
  '/organizations/policies/detail': '/organizations/policies',
};

export const Breadcrumbs = ({ path }: { readonly path: string }) => {
  const navigate = useNavigate();
  const parts = path.split('/').filter((part) => part !== '');
  const items = [
    { text: 'Gatehouse', href: '/' },
    ...parts.map((part, index) => {
      const href = `/${parts.slice(0, index + 1).join('/')}`;
      const text = OWN_NAMES[href] ?? NAMES[part] ?? decodeURIComponent(part);
      return { text, href: NO_PAGE[href] ?? href };
    }),
  ].filter(
    ({ href }) =>
      !/\/(tasks|services|streams)$|\/buses\/.*\/rules$|\/user-pools\/.*\/(users|groups|clients)$/.test(
        href,
      ),
  );
  return (
    <BreadcrumbGroup
      // It measures its parts when it is made; those of another page would be hidden as if they had no room.
      key={path}
      items={items}
      ariaLabel="Where you are"
      onFollow={(event) => {
        event.preventDefault();
        void navigate(event.detail.href);
      }}
    />
  );
};
