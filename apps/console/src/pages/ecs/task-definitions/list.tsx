import type { ListTaskDefinitionsResponse } from '@aws-sdk/client-ecs';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { definitionPath, lastOf } from '../shared/names.ts';

const COLUMNS: readonly Column<string>[] = [
  {
    id: 'name',
    header: 'Task definition',
    isRowHeader: true,
    cell: (arn) => <PageLink to={definitionPath(arn)}>{lastOf(arn)}</PageLink>,
    text: lastOf,
  },
  { id: 'arn', header: 'ARN', cell: (arn) => arn },
];

interface FilterProps {
  readonly status: string;
  readonly change: (status: string) => void;
}

const StatusFilter = ({ status, change }: FilterProps) => (
  <SegmentedControl
    label="Status"
    selectedId={status}
    options={[
      { id: 'ACTIVE', text: 'Active' },
      { id: 'INACTIVE', text: 'Inactive' },
    ]}
    onChange={({ detail }) => change(detail.selectedId)}
  />
);

export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  const [selected, select] = useState<readonly string[]>([]);
  const [turn, setTurn] = useState(0);
  usePageTitle('Task definitions');
  const status = search.get('status') === 'INACTIVE' ? 'INACTIVE' : 'ACTIVE';
  const [chosen] = selected;
  const register = (
    <GoButton to="/ecs/task-definitions/register" variant="primary">
      Register task definition
    </GoButton>
  );
  return (
    <AwsTable
      title="Task definitions"
      headingTag="h1"
      variant="full-page"
      description={`What tasks are made from, in ${aws.region}.`}
      columns={COLUMNS}
      loadKey={`definitions ${status} ${turn}`}
      load={pagesOf<ListTaskDefinitionsResponse, string>(
        aws,
        { service: 'ecs', operation: 'ListTaskDefinitions', input: { status, sort: 'DESC' } },
        ({ taskDefinitionArns }) => taskDefinitionArns,
      )}
      idOf={(arn) => arn}
      empty={status === 'ACTIVE' ? 'No active task definitions' : 'No inactive task definitions'}
      emptyAction={register}
      filterLabel="Filter task definitions"
      selection={{ type: 'single', selected, select }}
      extraFilter={<StatusFilter status={status} change={(next) => setSearch({ status: next })} />}
      actions={
        <>
          <ConfirmButton
            label="Deregister"
            title={`Deregister ${lastOf(chosen)}`}
            text="No new tasks can be run from it; those that run go on."
            disabled={chosen === undefined || status === 'INACTIVE'}
            act={() => aws.call('ecs', 'DeregisterTaskDefinition', { taskDefinition: chosen })}
            done={() => {
              select([]);
              setTurn((before) => before + 1);
            }}
          />
          {register}
        </>
      }
    />
  );
};
