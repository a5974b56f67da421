import type {
  ApiDestination,
  Connection,
  ListApiDestinationsResponse,
  ListConnectionsResponse,
} from '@aws-sdk/client-eventbridge';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { allOf, pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { RowButtons } from '../../../shared/row-buttons.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction, useLoad } from '../../../shared/use-aws.ts';
import { useEditing } from '../../../shared/use-editing.ts';

type Row = Json<ApiDestination>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'API destination',
    isRowHeader: true,
    cell: ({ Name, ApiDestinationArn }) => (
      <>
        {Name}
        <div>
          <Copyable text={ApiDestinationArn} what={`ARN of ${Name ?? ''}`} />
        </div>
      </>
    ),
    text: ({ Name }) => Name,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ ApiDestinationState }) => ApiDestinationState,
    text: ({ ApiDestinationState }) => ApiDestinationState,
  },
  {
    id: 'endpoint',
    header: 'Endpoint',
    cell: ({ HttpMethod, InvocationEndpoint }) => `${HttpMethod} ${InvocationEndpoint}`,
    text: ({ InvocationEndpoint }) => InvocationEndpoint,
  },
  {
    id: 'rate',
    header: 'Most in a second',
    cell: ({ InvocationRateLimitPerSecond }) => InvocationRateLimitPerSecond,
    text: ({ InvocationRateLimitPerSecond }) => InvocationRateLimitPerSecond,
  },
];

interface Draft {
  readonly name: string;
  readonly endpoint: string;
  readonly method: string;
  readonly connection: string;
  readonly rate: string;
}

const NEW: Draft = { name: '', endpoint: '', method: 'POST', connection: '', rate: '300' };

const draftOf = (row: Row): Draft => ({
  name: row.Name ?? '',
  endpoint: row.InvocationEndpoint ?? '',
  method: row.HttpMethod ?? 'POST',
  connection: row.ConnectionArn ?? '',
  rate: String(row.InvocationRateLimitPerSecond ?? 300),
});

const METHODS = ['POST', 'GET', 'HEAD', 'OPTIONS', 'PUT', 'PATCH', 'DELETE'];

const ConnectionField = ({
  value,
  change,
}: {
  readonly value: string;
  readonly change: (arn: string) => void;
}) => {
  const aws = useAwsClient();
  const found = useLoad(`connections ${aws.region}`, (signal) =>
    allOf(
      pagesOf<ListConnectionsResponse, Json<Connection>>(
        aws,
        { service: 'events', operation: 'ListConnections' },
        ({ Connections }) => Connections,
      ),
      signal,
    ),
  );
  return (
    <ChoiceField
      label="Connection"
      value={value}
      loading={found.loading}
      empty="No connections: create one first"
      options={(found.data ?? []).map(
        ({ ConnectionArn = '', Name = '' }) => [ConnectionArn, Name] as const,
      )}
      change={change}
    />
  );
};

interface FormProps {
  readonly initial: Draft;
  readonly adding: boolean;
  readonly close: () => void;
  readonly done: () => void;
}

const DestinationForm = ({ initial, adding, close, done }: FormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const confirm = async (): Promise<void> => {
    const finished = await action.run(() =>
      aws.call('events', adding ? 'CreateApiDestination' : 'UpdateApiDestination', {
        Name: draft.name.trim(),
        ConnectionArn: draft.connection,
        InvocationEndpoint: draft.endpoint.trim(),
        HttpMethod: draft.method,
        InvocationRateLimitPerSecond: Number(draft.rate),
      }),
    );
    if (finished) done();
  };
  return (
    <Dialog
      title={adding ? 'Create API destination' : `Edit API destination ${draft.name}`}
      confirmLabel={adding ? 'Create API destination' : 'Save API destination'}
      busy={action.busy}
      error={action.error}
      disabled={draft.name.trim() === '' || draft.connection === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField
        label="API destination name"
        disabled={!adding}
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField
        label="Endpoint"
        placeholder="https://hooks.example.com/orders"
        value={draft.endpoint}
        change={(endpoint) => change({ endpoint })}
      />
      <ChoiceField
        label="Method"
        value={draft.method}
        options={METHODS.map((method) => [method, method] as const)}
        change={(method) => change({ method })}
      />
      <ConnectionField value={draft.connection} change={(connection) => change({ connection })} />
      <TextField
        label="Most requests in a second"
        constraint="1 to 300"
        value={draft.rate}
        change={(rate) => change({ rate })}
      />
    </Dialog>
  );
};

export const ApiDestinations = () => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const list = useEditing<Row, Draft>();
  const { selected, select, row, edited, close, turn, changed } = list;
  return (
    <>
      <AwsTable
        title="API destinations"
        columns={COLUMNS}
        loadKey={`destinations ${aws.region} ${turn}`}
        load={pagesOf<ListApiDestinationsResponse, Row>(
          aws,
          { service: 'events', operation: 'ListApiDestinations' },
          (output) => output.ApiDestinations,
        )}
        idOf={({ Name = '' }) => Name}
        empty="No API destinations"
        filterLabel="Filter API destinations"
        selection={{ type: 'single', selected, select }}
        actions={
          <RowButtons
            chosen={row !== undefined}
            edit={() => (row === undefined ? undefined : list.edit(draftOf(row)))}
            createLabel="Create API destination"
            create={() => list.add(NEW)}
          >
            <ConfirmButton
              label="Delete"
              title={`Delete API destination ${row?.Name ?? ''}`}
              text="Rules that send there fail from then on."
              disabled={row === undefined}
              act={() => aws.call('events', 'DeleteApiDestination', { Name: row?.Name })}
              done={() => {
                succeeded(`API destination ${row?.Name ?? ''} deleted.`);
                changed();
              }}
            />
          </RowButtons>
        }
      />
      {edited === undefined ? null : (
        <DestinationForm
          initial={edited.draft}
          adding={edited.adding}
          close={close}
          done={changed}
        />
      )}
    </>
  );
};
