import type { FunctionConfiguration, ListFunctionsResponse } from '@aws-sdk/client-lambda';
import { useState } from 'react';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import type { Column } from '../../shared/column.ts';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { GoButton } from '../../shared/go-button.tsx';
import { PageLink } from '../../shared/link.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { useNotifications } from '../../shared/notifications.tsx';
import { usePageTitle } from '../../shared/page-title.ts';
import { functionPath } from './shared/names.ts';

type Row = Json<FunctionConfiguration>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Function',
    isRowHeader: true,
    cell: ({ FunctionName = '' }) => (
      <PageLink to={functionPath(FunctionName)}>{FunctionName}</PageLink>
    ),
    text: ({ FunctionName }) => FunctionName,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description = '' }) => (Description === '' ? '–' : Description),
    text: ({ Description }) => Description,
  },
  {
    id: 'runtime',
    header: 'Runtime',
    cell: ({ Runtime }) => Runtime,
    text: ({ Runtime }) => Runtime,
  },
  {
    id: 'size',
    header: 'Bytes, zipped',
    cell: ({ CodeSize }) => CodeSize,
    text: ({ CodeSize }) => CodeSize,
  },
  {
    id: 'modified',
    header: 'Last change',
    cell: ({ LastModified }) => LastModified,
    text: ({ LastModified }) => LastModified,
  },
];

export const Component = () => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  usePageTitle('Functions');
  const name = selected[0]?.FunctionName ?? '';
  const create = (
    <GoButton to="/lambda/functions/create" variant="primary">
      Create function
    </GoButton>
  );
  return (
    <AwsTable
      title="Functions"
      headingTag="h1"
      variant="full-page"
      description="Code that runs when something happens."
      columns={COLUMNS}
      loadKey={`functions ${aws.region} ${turn}`}
      load={pagesOf<ListFunctionsResponse, Row>(
        aws,
        { service: 'lambda', operation: 'ListFunctions' },
        (output) => output.Functions,
      )}
      idOf={({ FunctionName = '' }) => FunctionName}
      empty="No functions"
      emptyAction={create}
      filterLabel="Filter functions"
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          <ConfirmButton
            label="Delete"
            title={`Delete function ${name}`}
            text="Its versions and aliases go with it. What triggers it stays and fails."
            disabled={name === ''}
            act={() => aws.call('lambda', 'DeleteFunction', { FunctionName: name })}
            done={() => {
              succeeded(`Function ${name} deleted.`);
              select([]);
              setTurn((before) => before + 1);
            }}
          />
          {create}
        </>
      }
    />
  );
};
