import type {
  AccessKeyMetadata,
  CreateAccessKeyResponse,
  GetAccessKeyLastUsedResponse,
  ListAccessKeysResponse,
} from '@aws-sdk/client-iam';
import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import { useAction, useAws } from '../../../shared/use-aws.ts';

type Row = Json<AccessKeyMetadata>;

const LastUsed = ({ id }: { readonly id: string | undefined }) => {
  const { data } = useAws<GetAccessKeyLastUsedResponse>({
    service: 'iam',
    operation: 'GetAccessKeyLastUsed',
    input: { AccessKeyId: id },
  });
  const used = data?.AccessKeyLastUsed;
  return used?.LastUsedDate === undefined ? (
    'Never used'
  ) : (
    <>
      <Time at={used.LastUsedDate} /> ({used.ServiceName}, {used.Region})
    </>
  );
};

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'id',
    header: 'Access key ID',
    isRowHeader: true,
    cell: ({ AccessKeyId }) => <Copyable text={AccessKeyId} what="access key ID" />,
    text: ({ AccessKeyId }) => AccessKeyId,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ Status }) => (
      <StatusIndicator type={Status === 'Active' ? 'success' : 'stopped'}>{Status}</StatusIndicator>
    ),
    text: ({ Status }) => Status,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreateDate }) => <Time at={CreateDate} />,
    text: ({ CreateDate }) => CreateDate,
  },
  { id: 'used', header: 'Last used', cell: ({ AccessKeyId }) => <LastUsed id={AccessKeyId} /> },
];

interface NewKey {
  readonly id: string;
  readonly secret: string;
}

const ShownOnce = ({ made, close }: { readonly made: NewKey; readonly close: () => void }) => (
  <Modal
    visible
    header="Access key created"
    closeAriaLabel="Close"
    onDismiss={close}
    footer={
      <Box float="right">
        <Button variant="primary" onClick={close}>
          Done
        </Button>
      </Box>
    }
  >
    <SpaceBetween size="m">
      <Alert type="warning">
        This is the only time that the secret access key can be seen. Keep it in a safe place.
      </Alert>
      <Facts
        columns={1}
        items={[
          ['Access key ID', <Copyable key="id" text={made.id} what="access key ID" />],
          ['Secret access key', <Copyable key="secret" text={made.secret} what="secret" />],
        ]}
      />
    </SpaceBetween>
  </Modal>
);

interface ActionProps {
  readonly userName: string;
  readonly keyRow: Row | undefined;
  readonly busy: boolean;
  readonly changed: () => void;
  readonly toggle: () => void;
  readonly create: () => void;
}

const KeyActions = ({ userName, keyRow, busy, changed, toggle, create }: ActionProps) => {
  const aws = useAwsClient();
  const input = { UserName: userName, AccessKeyId: keyRow?.AccessKeyId };
  return (
    <>
      <ConfirmButton
        label="Delete"
        title={`Delete access key ${keyRow?.AccessKeyId ?? ''}`}
        text="Whatever uses this key stops working. It cannot be brought back."
        disabled={keyRow === undefined}
        act={() => aws.call('iam', 'DeleteAccessKey', input)}
        done={changed}
      />
      <Button disabled={keyRow === undefined} onClick={toggle}>
        {keyRow?.Status === 'Inactive' ? 'Activate' : 'Deactivate'}
      </Button>
      <Button loading={busy} onClick={create}>
        Create access key
      </Button>
    </>
  );
};

export const AccessKeys = ({ userName }: { readonly userName: string }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [made, setMade] = useState<NewKey>();
  const [turn, setTurn] = useState(0);
  const action = useAction();
  const [key] = selected;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const create = (): Promise<boolean> =>
    action.run(async () => {
      const { AccessKey } = await aws.call<CreateAccessKeyResponse>('iam', 'CreateAccessKey', {
        UserName: userName,
      });
      setMade({ id: AccessKey?.AccessKeyId ?? '', secret: AccessKey?.SecretAccessKey ?? '' });
      changed();
    });
  const toggle = (): Promise<boolean> =>
    action.run(async () => {
      await aws.call('iam', 'UpdateAccessKey', {
        UserName: userName,
        AccessKeyId: key?.AccessKeyId,
        Status: key?.Status === 'Active' ? 'Inactive' : 'Active',
      });
      changed();
    });
  return (
    <SpaceBetween size="xs">
      <ErrorAlert error={action.error} />
      <AwsTable
        title="Access keys"
        name="keys"
        columns={COLUMNS}
        loadKey={`${userName} ${turn}`}
        load={pagesOf<ListAccessKeysResponse, Row>(
          aws,
          { service: 'iam', operation: 'ListAccessKeys', input: { UserName: userName } },
          ({ AccessKeyMetadata: keys }) => keys,
        )}
        idOf={({ AccessKeyId = '' }) => AccessKeyId}
        empty="No access keys"
        filterLabel="Filter access keys"
        selection={{ type: 'single', selected, select }}
        actions={
          <KeyActions
            userName={userName}
            keyRow={selected[0]}
            busy={action.busy}
            changed={changed}
            toggle={() => void toggle()}
            create={() => void create()}
          />
        }
      />
      {made === undefined ? null : <ShownOnce made={made} close={() => setMade(undefined)} />}
    </SpaceBetween>
  );
};
