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
              ...SQS,
              ...SNS,
              ...COGNITO,
              ...OTHERS,
            ],
          },
          { path: '*', element: <NotFound /> },
        ],
      },
    ],
  },
]);
