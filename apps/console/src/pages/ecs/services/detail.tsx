import type { DescribeServicesResponse, Service, ServiceEvent } from '@aws-sdk/client-ecs';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useState } from 'react';
import { useNavigate, useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Page } from '../../../shared/page.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';
import { missingResource } from '../clusters/missing.ts';
import { EcsTags } from '../shared/ecs-tags.tsx';
import { clusterPath, definitionPath, fromEcsTags, lastOf } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';
import { TaskTable } from '../tasks/table.tsx';

interface CountProps {
  readonly cluster: string;
  readonly service: Json<Service>;
  readonly close: () => void;
  readonly saved: () => void;
}

const CountDialog = ({ cluster, service, close, saved }: CountProps) => {
  const aws = useAwsClient();
  const [count, setCount] = useState(String(service.desiredCount ?? 0));
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('ecs', 'UpdateService', {
        cluster,
        service: service.serviceName,
        desiredCount: Number(count),
      }),
    );
    if (!done) return;
    close();
    saved();
  };
  return (
    <Dialog
      title={`Update service ${service.serviceName ?? ''}`}
      confirmLabel="Update"
      busy={action.busy}
      error={action.error}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField label="Desired tasks" type="number" value={count} change={setCount} />
    </Dialog>
  );
};

const Summary = ({ service }: { readonly service: Json<Service> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={service.serviceArn} what="ARN" />],
        ['Status', <Status key="status" of={service.status} />],
        [
          'Task definition',
          <PageLink key="definition" to={definitionPath(service.taskDefinition)}>
            {lastOf(service.taskDefinition)}
          </PageLink>,
        ],
        ['Tasks', `${service.runningCount ?? 0} of ${service.desiredCount ?? 0} running`],
        ['Launch type', service.launchType],
        ['Created', <Time key="created" at={service.createdAt} />],
      ]}
    />
  </Container>
);

const Events = ({ events }: { readonly events: readonly Json<ServiceEvent>[] }) => (
  <Table
    header={
      <Header variant="h2" counter={`(${events.length})`}>
        Events
      </Header>
    }
    items={events}
    trackBy={({ id = '' }) => id}
    empty="No events"
    columnDefinitions={[
      { id: 'time', header: 'Time', cell: ({ createdAt }) => <Time at={createdAt} /> },
      { id: 'message', header: 'Message', cell: ({ message }) => message },
    ]}
  />
);

interface ViewProps {
  readonly cluster: string;
  readonly service: Json<Service>;
  readonly reload: () => void;
}

const ServiceView = ({ cluster, service, reload }: ViewProps) => (
  <>
    <Summary service={service} />
    <UrlTabs
      label={`Service ${service.serviceName ?? ''}`}
      tabs={[
        [
          'tasks',
          'Tasks',
          <TaskTable key="tasks" cluster={cluster} service={service.serviceName ?? ''} />,
        ],
        ['events', 'Events', <Events key="events" events={service.events ?? []} />],
        [
          'tags',
          'Tags',
          <EcsTags
            key="tags"
            arn={service.serviceArn ?? ''}
            tags={fromEcsTags(service.tags)}
            saved={reload}
          />,
        ],
      ]}
    />
  </>
);

export const Component = () => {
  const { cluster = '', service: name = '' } = useParams();
  const aws = useAwsClient();
  const navigate = useNavigate();
  const [open, setOpen] = useState(false);
  const loaded = useAws<DescribeServicesResponse>({
    service: 'ecs',
    operation: 'DescribeServices',
    input: { cluster, services: [name], include: ['TAGS'] },
  });
  const service = loaded.data?.services?.[0];
  return (
    <Page
      title={name}
      actions={
        <>
          <ConfirmButton
            label="Delete service"
            title={`Delete service ${name}`}
            text="Its tasks are stopped."
            act={() => aws.call('ecs', 'DeleteService', { cluster, service: name, force: true })}
            done={() => void navigate(clusterPath(cluster))}
          />
          <Button disabled={service === undefined} onClick={() => setOpen(true)}>
            Update service
          </Button>
        </>
      }
    >
      <FailureOr of={loaded}>
        {({ failures }) =>
          service === undefined ? (
            <ErrorAlert error={missingResource('service', name, failures)} retry={loaded.reload} />
          ) : (
            <ServiceView cluster={cluster} service={service} reload={loaded.reload} />
          )
        }
      </FailureOr>
      {open && service !== undefined ? (
        <CountDialog
          cluster={cluster}
          service={service}
          close={() => setOpen(false)}
          saved={loaded.reload}
        />
      ) : null}
    </Page>
  );
};
