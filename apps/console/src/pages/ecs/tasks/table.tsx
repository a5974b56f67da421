import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { clusterPath, definitionPath, lastOf } from '../shared/names.ts';
import { Status } from '../shared/status.tsx';
import { taskPages, type TaskRow } from './pages.ts';

const columnsOf = (cluster: string): readonly Column<TaskRow>[] => [
  {
    id: 'task',
    header: 'Task',
    isRowHeader: true,
    cell: ({ taskArn }) => (
      <PageLink to={`${clusterPath(cluster)}/tasks/${lastOf(taskArn)}`}>{lastOf(taskArn)}</PageLink>
    ),
    text: ({ taskArn }) => lastOf(taskArn),
  },
  {
    id: 'definition',
    header: 'Task definition',
    cell: ({ taskDefinitionArn }) => (
      <PageLink to={definitionPath(taskDefinitionArn)}>{lastOf(taskDefinitionArn)}</PageLink>
    ),
    text: ({ taskDefinitionArn }) => lastOf(taskDefinitionArn),
  },
  {
    id: 'status',
    header: 'Last status',
    cell: ({ lastStatus }) => <Status of={lastStatus} />,
    text: ({ lastStatus }) => lastStatus,
  },
  {
    id: 'tags',
    header: 'Tags',
    cell: ({ tags = [] }) => tags.map(({ key, value }) => `${key}=${value}`).join(', ') || '–',
    text: ({ tags = [] }) => tags.map(({ key, value }) => `${key}=${value}`).join(', '),
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ createdAt }) => <Time at={createdAt} />,
    text: ({ createdAt }) => createdAt,
  },
];

interface Props {
  readonly cluster: string;
  readonly service?: string;
}

export const TaskTable = ({ cluster, service }: Props) => {
  const aws = useAwsClient();
  const [status, setStatus] = useState<'RUNNING' | 'STOPPED'>('RUNNING');
  const [selected, select] = useState<readonly TaskRow[]>([]);
  const [turn, setTurn] = useState(0);
  const [task] = selected;
  return (
    <AwsTable
      title="Tasks"
      name="tasks"
      columns={columnsOf(cluster)}
      loadKey={`${cluster} ${service ?? ''} ${status} ${turn}`}
      load={taskPages(aws, cluster, status, service)}
      idOf={({ taskArn = '' }) => taskArn}
      empty={status === 'RUNNING' ? 'No running tasks' : 'No stopped tasks'}
      filterLabel="Filter tasks"
      selection={{ type: 'single', selected, select }}
      extraFilter={
        <SegmentedControl
          label="Desired status"
          selectedId={status}
          options={[
            { id: 'RUNNING', text: 'Running' },
            { id: 'STOPPED', text: 'Stopped' },
          ]}
          onChange={({ detail }) =>
            setStatus(detail.selectedId === 'STOPPED' ? 'STOPPED' : 'RUNNING')
          }
        />
      }
      actions={
        <>
          <ConfirmButton
            label="Stop"
            title={`Stop task ${lastOf(task?.taskArn)}`}
            text="Its containers are told to end."
            disabled={task === undefined || status === 'STOPPED'}
            act={() =>
              aws.call('ecs', 'StopTask', {
                cluster,
                task: task?.taskArn,
                reason: 'Stopped in the console',
              })
            }
            done={() => {
              select([]);
              setTurn((before) => before + 1);
            }}
          />
          {service === undefined ? (
            <GoButton to={`${clusterPath(cluster)}/run-task`}>Run task</GoButton>
          ) : null}
        </>
      }
    />
  );
};
