import type {
  Connection,
  DescribeConnectionResponse,
  ListConnectionsResponse,
} from '@aws-sdk/client-eventbridge';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { RowButtons } from '../../../shared/row-buttons.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useEditing } from '../../../shared/use-editing.ts';
import { type ConnectionDraft, draftOf, NEW_CONNECTION } from './connection-draft.ts';
import { ConnectionForm } from './connection-form.tsx';

type Row = Json<Connection>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Connection',
    isRowHeader: true,
    cell: (row) => row.Name,
    text: (row) => row.Name,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ ConnectionState, StateReason }) => (
      <>
        <StatusIndicator type={ConnectionState === 'AUTHORIZED' ? 'success' : 'pending'}>
          {ConnectionState}
        </StatusIndicator>
        {StateReason === undefined ? null : <div>{StateReason}</div>}
      </>
    ),
    text: ({ ConnectionState }) => ConnectionState,
  },
  {
    id: 'type',
    header: 'Authorization',
    cell: ({ AuthorizationType }) => AuthorizationType,
    text: ({ AuthorizationType }) => AuthorizationType,
  },
  {
    id: 'authorized',
    header: 'Last authorized',
    cell: ({ LastAuthorizedTime }) => <Time at={LastAuthorizedTime} />,
    text: ({ LastAuthorizedTime }) => LastAuthorizedTime,
  },
];

const Ends = ({ name, done }: { readonly name: string; readonly done: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <>
      <ConfirmButton
        label="Deauthorize"
        title={`Deauthorize ${name}`}
        text="Its secrets are forgotten. API destinations with it send nothing until it is edited."
        disabled={name === ''}
        act={() => aws.call('events', 'DeauthorizeConnection', { Name: name })}
        done={done}
      />
      <ConfirmButton
        label="Delete"
        title={`Delete connection ${name}`}
        text="API destinations with it send nothing from then on."
        disabled={name === ''}
        act={() => aws.call('events', 'DeleteConnection', { Name: name })}
        done={() => {
          succeeded(`Connection ${name} deleted.`);
          done();
        }}
      />
    </>
  );
};

/** Connections; what they keep secret is never shown, only replaced. */
export const Connections = () => {
  const aws = useAwsClient();
  const action = useAction();
  const list = useEditing<Row, ConnectionDraft>();
  const { selected, select, row, edited, close, turn, changed } = list;
  const name = row?.Name ?? '';
  const edit = (): Promise<boolean> =>
    action.run(async () => {
      const found = await aws.call<DescribeConnectionResponse>('events', 'DescribeConnection', {
        Name: name,
      });
      list.edit(draftOf(found));
    });
  return (
    <>
      <AwsTable
        title="Connections"
        columns={COLUMNS}
        loadKey={`connections ${aws.region} ${turn}`}
        load={pagesOf<ListConnectionsResponse, Row>(
          aws,
          { service: 'events', operation: 'ListConnections' },
          (output) => output.Connections,
        )}
        idOf={({ Name = '' }) => Name}
        empty="No connections"
        filterLabel="Filter connections"
        selection={{ type: 'single', selected, select }}
        actions={
          <RowButtons
            chosen={row !== undefined}
            busy={action.busy}
            edit={() => void edit()}
            createLabel="Create connection"
            create={() => list.add(NEW_CONNECTION)}
          >
            <Ends name={name} done={changed} />
          </RowButtons>
        }
      />
      {edited === undefined ? null : (
        <ConnectionForm
          initial={edited.draft}
          adding={edited.adding}
          close={close}
          done={changed}
        />
      )}
    </>
  );
};
