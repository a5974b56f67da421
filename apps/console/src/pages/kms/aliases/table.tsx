import type { AliasListEntry, ListAliasesResponse } from '@aws-sdk/client-kms';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { OpenButton } from '../../../shared/form-dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Time } from '../../../shared/time.tsx';
import type { OfKey } from '../shared/of-key.ts';
import { OneField } from './one-field.tsx';

type Row = Json<AliasListEntry>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Alias',
    isRowHeader: true,
    cell: ({ AliasName }) => AliasName,
    text: ({ AliasName }) => AliasName,
  },
  {
    id: 'arn',
    header: 'ARN',
    cell: ({ AliasArn }) => AliasArn,
    text: ({ AliasArn }) => AliasArn,
  },
  {
    id: 'updated',
    header: 'Changed',
    cell: ({ LastUpdatedDate }) => <Time at={LastUpdatedDate} />,
    text: ({ LastUpdatedDate }) => LastUpdatedDate,
  },
];

const withPrefix = (name: string): string => (name.startsWith('alias/') ? name : `alias/${name}`);

interface ActionsProps extends Pick<OfKey, 'metadata'> {
  /** Empty: none is chosen. */
  readonly alias: string;
  readonly done: (text: string) => void;
}

const MoveAlias = ({ alias: AliasName, done }: ActionsProps) => {
  const aws = useAwsClient();
  return (
    <OpenButton label="Move to another key" disabled={AliasName === ''}>
      {(close) => (
        <OneField
          title={`Move ${AliasName} to another key`}
          label="Move alias"
          field="Key ID or ARN"
          constraint="A key of this account and Region, of the same type and usage"
          save={(TargetKeyId) => aws.call('kms', 'UpdateAlias', { AliasName, TargetKeyId })}
          saved={(to) => done(`${AliasName} now names ${to}.`)}
          close={close}
        />
      )}
    </OpenButton>
  );
};

const CreateAlias = ({ metadata: { KeyId: TargetKeyId }, done }: ActionsProps) => {
  const aws = useAwsClient();
  return (
    <OpenButton label="Create alias" variant="primary">
      {(close) => (
        <OneField
          title="Create an alias"
          label="Create alias"
          field="Alias"
          constraint="Letters, digits, and / _ -"
          save={(name) =>
            aws.call('kms', 'CreateAlias', { AliasName: withPrefix(name), TargetKeyId })
          }
          saved={(name) => done(`${withPrefix(name)} created.`)}
          close={close}
        />
      )}
    </OpenButton>
  );
};

const ListActions = (props: ActionsProps) => {
  const aws = useAwsClient();
  const { alias: AliasName, done } = props;
  return (
    <>
      <MoveAlias {...props} />
      <ConfirmButton
        label="Delete alias"
        title={`Delete ${AliasName}`}
        text="Whoever uses the key by this name is refused; the key itself stays."
        disabled={AliasName === ''}
        act={() => aws.call('kms', 'DeleteAlias', { AliasName })}
        done={() => done(`${AliasName} deleted.`)}
      />
      <CreateAlias {...props} />
    </>
  );
};

/** Names of the key; each can be made to name another key. */
export const Aliases = ({ metadata, changed }: OfKey) => {
  const { KeyId = '' } = metadata;
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  const done = (text: string): void => {
    succeeded(text);
    select([]);
    setTurn((before) => before + 1);
    changed();
  };
  return (
    <AwsTable
      title="Aliases"
      name="aliases"
      columns={COLUMNS}
      loadKey={`aliases ${aws.region} ${KeyId}`}
      turn={turn}
      load={pagesOf<ListAliasesResponse, Row>(
        aws,
        { service: 'kms', operation: 'ListAliases', input: { KeyId }, count: 50 },
        (output) => output.Aliases,
      )}
      idOf={({ AliasName = '' }) => AliasName}
      empty="No aliases: the key is known by its ID only"
      filterLabel="Filter aliases"
      selection={{ type: 'single', selected, select }}
      actions={<ListActions metadata={metadata} alias={selected[0]?.AliasName ?? ''} done={done} />}
    />
  );
};
