import type { Container as TaskContainer, DescribeTasksResponse, Task } from '@aws-sdk/client-ecs';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import Table from '@cloudscape-design/components/table';
import { useParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Page } from '../../../shared/page.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { missingResource } from '../clusters/missing.ts';
import { EcsTags } from '../shared/ecs-tags.tsx';
import { definitionPath, fromEcsTags, lastOf } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';

const Summary = ({ task }: { readonly task: Json<Task> }) => (
  <Container header={<Header variant="h2">Summary</Header>}>
    <Facts
      items={[
        ['ARN', <Copyable key="arn" text={task.taskArn} what="ARN" />],
        ['Last status', <Status key="last" of={task.lastStatus} />],
        ['Desired status', <Status key="desired" of={task.desiredStatus} />],
        [
          'Task definition',
          <PageLink key="definition" to={definitionPath(task.taskDefinitionArn)}>
            {lastOf(task.taskDefinitionArn)}
          </PageLink>,
        ],
        ['Launch type', task.launchType],
        ['Group', task.group],
        ['Created', <Time key="created" at={task.createdAt} />],
        ['Started', <Time key="started" at={task.startedAt} />],
        ['Stopped', <Time key="stopped" at={task.stoppedAt} />],
        ['Stopped reason', task.stoppedReason],
        ['Started by', task.startedBy],
      ]}
    />
  </Container>
);

const Containers = ({ containers }: { readonly containers: readonly Json<TaskContainer>[] }) => (
  <Table
    header={
      <Header variant="h2" counter={`(${containers.length})`}>
        Containers
      </Header>
    }
    items={containers}
    trackBy={({ containerArn = '' }) => containerArn}
    empty="No containers"
    columnDefinitions={[
      { id: 'name', header: 'Name', isRowHeader: true, cell: ({ name }) => name },
      { id: 'image', header: 'Image', cell: ({ image }) => image },
      { id: 'status', header: 'Status', cell: ({ lastStatus }) => <Status of={lastStatus} /> },
      { id: 'exit', header: 'Exit code', cell: ({ exitCode }) => exitCode ?? '–' },
    ]}
  />
);

export const Component = () => {
  const { cluster = '', task: id = '' } = useParams();
  const aws = useAwsClient();
  const loaded = useAws<DescribeTasksResponse>({
    service: 'ecs',
    operation: 'DescribeTasks',
    input: { cluster, tasks: [id], include: ['TAGS'] },
  });
  return (
    <Page
      title={id}
      actions={
        <ConfirmButton
          label="Stop task"
          title={`Stop task ${id}`}
          text="Its containers are told to end."
          act={() =>
            aws.call('ecs', 'StopTask', { cluster, task: id, reason: 'Stopped in the console' })
          }
          done={loaded.reload}
        />
      }
    >
      <FailureOr of={loaded}>
        {({ tasks = [], failures }) => {
          const [task] = tasks;
          return task === undefined ? (
            <ErrorAlert error={missingResource('task', id, failures)} retry={loaded.reload} />
          ) : (
            <>
              <Summary task={task} />
              <Containers containers={task.containers ?? []} />
              <EcsTags
                arn={task.taskArn ?? ''}
                tags={fromEcsTags(task.tags)}
                saved={loaded.reload}
              />
            </>
          );
        }}
      </FailureOr>
    </Page>
  );
};
