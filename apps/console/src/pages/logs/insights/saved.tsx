import type {
  DescribeQueryDefinitionsResponse,
  QueryDefinition,
} from '@aws-sdk/client-cloudwatch-logs';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { OpenButton } from '../../../shared/form-dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { isoOf } from '../shared/names.ts';

type Row = Json<QueryDefinition>;

export interface SavedQuery {
  readonly groups: readonly string[];
  readonly query: string;
}

const columns = (
  use: (saved: SavedQuery) => void,
  removed: (name: string) => void,
  remove: (id: string) => Promise<unknown>,
): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: ({ name }) => name,
    text: ({ name }) => name,
  },
  {
    id: 'query',
    header: 'Query',
    cell: ({ queryString }) => queryString,
    text: ({ queryString }) => queryString,
  },
  {
    id: 'modified',
    header: 'Modified',
    cell: ({ lastModified }) => <Time at={isoOf(lastModified)} />,
    text: ({ lastModified }) => lastModified,
  },
  {
    id: 'actions',
    header: 'Actions',
    cell: ({ name = '', queryString = '', queryDefinitionId = '', logGroupNames = [] }) => (
      <Actions>
        <Button onClick={() => use({ groups: logGroupNames, query: queryString })}>Use</Button>
        <ConfirmButton
          label="Delete"
          title={`Delete query ${name}`}
          text="Its results, if there are any, stay for their week."
          act={() => remove(queryDefinitionId)}
          done={() => removed(name)}
        />
      </Actions>
    ),
    text: () => '',
  },
];

interface SavedProps {
  readonly turn: number;
  readonly use: (saved: SavedQuery) => void;
  readonly changed: () => void;
}

export const SavedQueries = ({ turn, use, changed }: SavedProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <AwsTable
      title="Saved queries"
      columns={columns(
        use,
        (name) => {
          succeeded(`Query ${name} deleted.`);
          changed();
        },
        (queryDefinitionId) => aws.call('logs', 'DeleteQueryDefinition', { queryDefinitionId }),
      )}
      loadKey={`queries ${aws.region}`}
      turn={turn}
      load={pagesOf<DescribeQueryDefinitionsResponse, Row>(
        aws,
        { service: 'logs', operation: 'DescribeQueryDefinitions', input: {} },
        ({ queryDefinitions }) => queryDefinitions,
      )}
      idOf={({ queryDefinitionId = '' }) => queryDefinitionId}
      empty="No saved queries"
      filterLabel="Filter saved queries"
      name="saved"
      wrapLines
    />
  );
};

interface SaveFormProps extends SavedQuery {
  readonly close: () => void;
  readonly done: () => void;
}

const SaveForm = ({ groups, query, close, done }: SaveFormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const { succeeded } = useNotifications();
  const [name, setName] = useState('');
  const save = async (): Promise<void> => {
    const saved = await action.run(() =>
      aws.call('logs', 'PutQueryDefinition', {
        name: name.trim(),
        queryString: query,
        logGroupNames: groups,
      }),
    );
    if (!saved) return;
    succeeded(`Query ${name.trim()} saved.`);
    done();
    close();
  };
  return (
    <Dialog
      title="Save query"
      confirmLabel="Save query"
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void save()}
    >
      <TextField label="Query name" value={name} change={setName} />
    </Dialog>
  );
};

export const SaveButton = ({ done, ...saved }: SavedQuery & { readonly done: () => void }) => (
  <OpenButton label="Save" disabled={saved.query.trim() === ''}>
    {(close) => <SaveForm {...saved} close={close} done={done} />}
  </OpenButton>
);
