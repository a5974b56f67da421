import type { ComponentType } from 'react';
import { createBrowserRouter, type RouteObject } from 'react-router';
import { AccessArea } from './access/area.tsx';
import { AwsArea } from './session/aws-area.tsx';
import { Layout } from './shell/layout.tsx';
import { NotFound, PageFailed } from './shell/not-found.tsx';

interface PageModule {
  readonly Component: ComponentType;
}

const page = (path: string, load: () => Promise<PageModule>): RouteObject => ({
  path,
  lazy: load,
});

const ACCESS: readonly RouteObject[] = [
  page('access', () => import('./pages/access/mine/index.tsx')),
  page('access/requests/create', () => import('./pages/access/create/index.tsx')),
  page('access/requests/:id', () => import('./pages/access/request/index.tsx')),
  page('access/review', () => import('./pages/access/review/index.tsx')),
  page('access/audit', () => import('./pages/access/audit/index.tsx')),
  page('access/findings', () => import('./pages/access/findings/index.tsx')),
  page('access/policy', () => import('./pages/access/policy/index.tsx')),
];

const IAM: readonly RouteObject[] = [
  page('iam/users', () => import('./pages/iam/users/list.tsx')),
  page('iam/users/create', () => import('./pages/iam/users/create.tsx')),
  page('iam/users/:name', () => import('./pages/iam/users/detail.tsx')),
  page('iam/groups', () => import('./pages/iam/groups/list.tsx')),
  page('iam/groups/:name', () => import('./pages/iam/groups/detail.tsx')),
  page('iam/roles', () => import('./pages/iam/roles/list.tsx')),
  page('iam/roles/create', () => import('./pages/iam/roles/create.tsx')),
  page('iam/roles/:name', () => import('./pages/iam/roles/detail.tsx')),
  page('iam/policies', () => import('./pages/iam/policies/list.tsx')),
  page('iam/policies/create', () => import('./pages/iam/policies/create.tsx')),
  page('iam/policies/detail', () => import('./pages/iam/policies/detail.tsx')),
  page('iam/simulator', () => import('./pages/iam/simulator/index.tsx')),
  page('iam/settings', () => import('./pages/iam/settings/index.tsx')),
];

const ECS: readonly RouteObject[] = [
  page('ecs/clusters', () => import('./pages/ecs/clusters/list.tsx')),
  page('ecs/clusters/create', () => import('./pages/ecs/clusters/create.tsx')),
  page('ecs/clusters/:cluster', () => import('./pages/ecs/clusters/detail.tsx')),
  page('ecs/clusters/:cluster/run-task', () => import('./pages/ecs/tasks/run.tsx')),
  page('ecs/clusters/:cluster/tasks/:task', () => import('./pages/ecs/tasks/detail.tsx')),
  page('ecs/clusters/:cluster/services/create', () => import('./pages/ecs/services/create.tsx')),
  page('ecs/clusters/:cluster/services/:service', () => import('./pages/ecs/services/detail.tsx')),
  page('ecs/task-definitions', () => import('./pages/ecs/task-definitions/list.tsx')),
  page('ecs/task-definitions/register', () => import('./pages/ecs/task-definitions/register.tsx')),
  page('ecs/task-definitions/:revision', () => import('./pages/ecs/task-definitions/detail.tsx')),
];

const SQS: readonly RouteObject[] = [
  page('sqs/queues', () => import('./pages/sqs/list.tsx')),
  page('sqs/queues/create', () => import('./pages/sqs/create.tsx')),
  page('sqs/queues/:name', () => import('./pages/sqs/detail.tsx')),
];

const DYNAMODB: readonly RouteObject[] = [
  page('dynamodb/tables', () => import('./pages/dynamodb/list.tsx')),
  page('dynamodb/tables/create', () => import('./pages/dynamodb/create.tsx')),
  page('dynamodb/tables/:name', () => import('./pages/dynamodb/detail.tsx')),
];

const SYSTEMS_MANAGER: readonly RouteObject[] = [
  page('systems-manager/parameters', () => import('./pages/ssm/list.tsx')),
  page('systems-manager/parameters/create', () => import('./pages/ssm/create.tsx')),
  page('systems-manager/parameters/:name', () => import('./pages/ssm/detail.tsx')),
];

const SNS: readonly RouteObject[] = [
  page('sns/topics', () => import('./pages/sns/list.tsx')),
  page('sns/topics/:name', () => import('./pages/sns/detail.tsx')),
  page('sns/topics/:name/subscribe', () => import('./pages/sns/subscribe.tsx')),
];

const COGNITO: readonly RouteObject[] = [
  page('cognito/user-pools', () => import('./pages/cognito/pools/list.tsx')),
  page('cognito/user-pools/:pool', () => import('./pages/cognito/pools/detail.tsx')),
  page('cognito/user-pools/:pool/users/:user', () => import('./pages/cognito/users/detail.tsx')),
  page('cognito/user-pools/:pool/groups/:group', () => import('./pages/cognito/groups/detail.tsx')),
  page(
    'cognito/user-pools/:pool/clients/:client',
    () => import('./pages/cognito/clients/detail.tsx'),
  ),
];

const KMS: readonly RouteObject[] = [
  page('kms/keys', () => import('./pages/kms/keys/list.tsx')),
  page('kms/keys/create', () => import('./pages/kms/create/index.tsx')),
  page('kms/keys/:id', () => import('./pages/kms/key/index.tsx')),
  page('kms/aws-managed-keys', () => import('./pages/kms/keys/aws-managed.tsx')),
  page('kms/aws-managed-keys/:id', () => import('./pages/kms/key/index.tsx')),
  page('kms/retirable-grants', () => import('./pages/kms/retirable/index.tsx')),
];

const SECRETS: readonly RouteObject[] = [
  page('secrets-manager', () => import('./pages/secrets/list/index.tsx')),
  page('secrets-manager/secrets/:name', () => import('./pages/secrets/secret/index.tsx')),
  page('secrets-manager/compliance', () => import('./pages/secrets/compliance/index.tsx')),
  page('secrets-manager/store', () => import('./pages/secrets/store/index.tsx')),
];

const EC2: readonly RouteObject[] = [
  page('ec2/instances', () => import('./pages/ec2/instances/list.tsx')),
  page('ec2/instances/launch', () => import('./pages/ec2/instances/launch.tsx')),
  page('ec2/instances/:id', () => import('./pages/ec2/instances/detail.tsx')),
  page('ec2/security-groups/:id', () => import('./pages/ec2/security-groups/detail.tsx')),
  page('ec2/route-tables/:id', () => import('./pages/ec2/network/route-table.tsx')),
  page('ec2/snapshots/:id', () => import('./pages/ec2/storage/snapshot.tsx')),
  page('ec2/vpcs/:id', () => import('./pages/ec2/network/vpc.tsx')),
  page('ec2/images/:id', () => import('./pages/ec2/images/detail.tsx')),
  page('ec2/key-pairs', () => import('./pages/ec2/key-pairs/list.tsx')),
  page('ec2/settings', () => import('./pages/ec2/settings/index.tsx')),
  page('ec2/:kind', () => import('./pages/ec2/resources/list.tsx')),
  page('ec2/:kind/:id', () => import('./pages/ec2/resources/detail.tsx')),
];

const S3: readonly RouteObject[] = [
  page('s3/buckets', () => import('./pages/s3/buckets/list.tsx')),
  page('s3/buckets/create', () => import('./pages/s3/buckets/create.tsx')),
  page('s3/buckets/:bucket', () => import('./pages/s3/bucket/index.tsx')),
  page('s3/buckets/:bucket/object', () => import('./pages/s3/object/index.tsx')),
];

const RDS: readonly RouteObject[] = [
  page('rds/databases', () => import('./pages/rds/databases/list.tsx')),
  page('rds/databases/create', () => import('./pages/rds/databases/create.tsx')),
  page('rds/databases/:id', () => import('./pages/rds/databases/detail.tsx')),
  page('rds/snapshots', () => import('./pages/rds/snapshots/list.tsx')),
  page('rds/snapshots/:id', () => import('./pages/rds/snapshots/detail.tsx')),
];

const EVENTS: readonly RouteObject[] = [
  page('eventbridge/buses', () => import('./pages/event-buses/buses/list.tsx')),
  page('eventbridge/buses/:bus', () => import('./pages/event-buses/buses/detail.tsx')),
  page('eventbridge/rules', () => import('./pages/event-buses/rules/list.tsx')),
  page('eventbridge/rules/create', () => import('./pages/event-buses/rules/create.tsx')),
  page('eventbridge/buses/:bus/rules/:rule', () => import('./pages/event-buses/rules/detail.tsx')),
  page('eventbridge/pattern-tester', () => import('./pages/event-buses/tester/index.tsx')),
  page('eventbridge/send-events', () => import('./pages/event-buses/send/index.tsx')),
  page('eventbridge/archives', () => import('./pages/event-buses/archives/index.tsx')),
  page('eventbridge/connections', () => import('./pages/event-buses/connections/index.tsx')),
  page('eventbridge/deliveries', () => import('./pages/event-buses/deliveries/index.tsx')),
];

const LOGS: readonly RouteObject[] = [
  page('logs/groups', () => import('./pages/logs/groups/list.tsx')),
  page('logs/groups/:group', () => import('./pages/logs/groups/detail.tsx')),
  page('logs/groups/:group/streams/:stream', () => import('./pages/logs/streams/detail.tsx')),
  page('logs/insights', () => import('./pages/logs/insights/index.tsx')),
  page('logs/resource-policies', () => import('./pages/logs/resource-policies/index.tsx')),
];

const CLOUDWATCH: readonly RouteObject[] = [
  page('cloudwatch/alarms', () => import('./pages/cloudwatch/alarms/list.tsx')),
  page('cloudwatch/alarms/create', () => import('./pages/cloudwatch/alarms/edit.tsx')),
  page('cloudwatch/alarms/edit', () => import('./pages/cloudwatch/alarms/edit.tsx')),
  page('cloudwatch/alarms/detail', () => import('./pages/cloudwatch/alarms/detail.tsx')),
  page('cloudwatch/metrics', () => import('./pages/cloudwatch/metrics/explorer.tsx')),
  page('cloudwatch/dashboards', () => import('./pages/cloudwatch/dashboards/list.tsx')),
];

const DETECTION: readonly RouteObject[] = [
  page('detection', () => import('./pages/detection/home/index.tsx')),
  page('detection/alerts', () => import('./pages/detection/alerts/list.tsx')),
  page('detection/alerts/detail', () => import('./pages/detection/alert/index.tsx')),
  page('detection/investigate', () => import('./pages/detection/investigate/index.tsx')),
  page('detection/search', () => import('./pages/detection/search/index.tsx')),
  page('detection/rules', () => import('./pages/detection/rules/index.tsx')),
  page('detection/rules/detail', () => import('./pages/detection/rule/index.tsx')),
  page('detection/suppressions', () => import('./pages/detection/suppressions/index.tsx')),
  page('detection/traps', () => import('./pages/detection/traps/index.tsx')),
];

const LAMBDA: readonly RouteObject[] = [
  page('lambda/functions', () => import('./pages/lambda/list.tsx')),
  page('lambda/functions/create', () => import('./pages/lambda/create.tsx')),
  page('lambda/functions/:name', () => import('./pages/lambda/detail.tsx')),
  page('lambda/functions/:name/add-trigger', () => import('./pages/lambda/triggers/add.tsx')),
];

const SECURITY_HUB: readonly RouteObject[] = [
  page('security-hub/findings', () => import('./pages/security-hub/findings/list.tsx')),
  page('security-hub/findings/detail', () => import('./pages/security-hub/finding/detail.tsx')),
  page('security-hub/resource', () => import('./pages/security-hub/resource/index.tsx')),
  page('security-hub/insights', () => import('./pages/security-hub/insights/list.tsx')),
  page('security-hub/insights/results', () => import('./pages/security-hub/insights/results.tsx')),
  page('security-hub/accounts', () => import('./pages/security-hub/accounts/index.tsx')),
  page('security-hub/resolver', () => import('./pages/security-hub/resolver/index.tsx')),
  page('security-hub/configuration', () => import('./pages/security-hub/settings/index.tsx')),
];

const OTHERS: readonly RouteObject[] = [
  page('events', () => import('./pages/events/list.tsx')),
  page('events/:eventId', () => import('./pages/events/detail.tsx')),
  page('events/request/:requestId', () => import('./pages/events/of-request.tsx')),
  page('trails', () => import('./pages/trails/index.tsx')),
  page('organizations', () => import('./pages/organizations/tree.tsx')),
  page('organizations/accounts/:id', () => import('./pages/organizations/target.tsx')),
  page('organizations/policies', () => import('./pages/organizations/policies/list.tsx')),
  page('organizations/policies/create', () => import('./pages/organizations/policies/create.tsx')),
  page('organizations/policies/:id', () => import('./pages/organizations/policies/detail.tsx')),
  page('access-analyzer', () => import('./pages/access-analyzer/index.tsx')),
  page('explorer', () => import('./pages/explorer/index.tsx')),
  page('outbox', () => import('./pages/outbox/index.tsx')),
  page('resources', () => import('./pages/resources/index.tsx')),
];

/** Every page loads its own code when it is first shown. */
export const router = createBrowserRouter([
  {
    path: '/',
    element: <Layout />,
    HydrateFallback: () => <output className="gh-waiting" aria-label="Loading" />,
    children: [
      {
        errorElement: <PageFailed />,
        children: [
          { element: <AccessArea />, children: [...ACCESS] },
          {
            element: <AwsArea />,
            children: [
              { index: true, lazy: () => import('./pages/home/index.tsx') },
              ...IAM,
              ...ECS,
              ...DYNAMODB,
              ...SYSTEMS_MANAGER,
              ...SQS,
              ...SNS,
              ...KMS,
              ...SECRETS,
              ...COGNITO,
              ...EC2,
              ...S3,
              ...RDS,
              ...EVENTS,
              ...LOGS,
              ...CLOUDWATCH,
              ...DETECTION,
              ...LAMBDA,
              ...SECURITY_HUB,
              ...OTHERS,
            ],
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]);
