import type { Cluster, DescribeClustersResponse } from '@aws-sdk/client-ecs';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { ServiceTable } from '../services/table.tsx';
import { EcsTags } from '../shared/ecs-tags.tsx';
import { clusterPath, fromEcsTags } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';
import { TaskTable } from '../tasks/table.tsx';
import { InstanceTable } from './instances.tsx';
import { missingResource } from './missing.ts';

const Summary = ({ cluster }: { readonly cluster: Json<Cluster> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={cluster.clusterArn} what="ARN" />],
        ['Status', <Status key="status" of={cluster.status} />],
        ['Capacity providers', (cluster.capacityProviders ?? []).join(', ')],
        ['Active services', String(cluster.activeServicesCount ?? 0)],
        ['Running tasks', String(cluster.runningTasksCount ?? 0)],
        ['Pending tasks', String(cluster.pendingTasksCount ?? 0)],
      ]}
    />
  </Container>
);

const ClusterTabs = ({
  cluster,
  reload,
}: {
  readonly cluster: Json<Cluster>;
  readonly reload: () => void;
}) => {
  const name = cluster.clusterName ?? '';
  const tags = fromEcsTags(cluster.tags);
  return (
    <UrlTabs
      label={`Cluster ${name}`}
      tabs={[
        ['services', 'Services', <ServiceTable key="services" cluster={name} />],
        ['tasks', 'Tasks', <TaskTable key="tasks" cluster={name} />],
        ['instances', 'Container instances', <InstanceTable key="instances" cluster={name} />],
        [
          'tags',
          'Tags',
          <EcsTags key="tags" arn={cluster.clusterArn ?? ''} tags={tags} saved={reload} />,
        ],
      ]}
    />
  );
};

export const Component = () => {
  const { cluster: name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const cluster = useAws<DescribeClustersResponse>({
    service: 'ecs',
    operation: 'DescribeClusters',
    input: { clusters: [name], include: ['TAGS'] },
  });
  return (
    <Page
      title={name}
      actions={
        <>
          <ConfirmButton
            label="Delete cluster"
            title={`Delete cluster ${name}`}
            text="A cluster with services, tasks or container instances cannot be deleted."
            act={() => aws.call('ecs', 'DeleteCluster', { cluster: name })}
            done={() => {
              succeeded(`Cluster ${name} deleted.`);
              void navigate('/ecs/clusters');
            }}
          />
          <GoButton to={`${clusterPath(name)}/run-task`} variant="primary">
            Run task
          </GoButton>
        </>
      }
    >
      <FailureOr of={cluster}>
        {({ clusters = [], failures }) => {
          const [found] = clusters;
          return found === undefined ? (
            <ErrorAlert error={missingResource('cluster', name, failures)} retry={cluster.reload} />
          ) : (
            <>
              <Summary cluster={found} />
              <ClusterTabs cluster={found} reload={cluster.reload} />
            </>
          );
        }}
      </FailureOr>
    </Page>
  );
};
