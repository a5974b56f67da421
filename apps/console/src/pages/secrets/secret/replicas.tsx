import type { ReplicationStatusType } from '@aws-sdk/client-secrets-manager';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient, useSessionContext } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Time } from '../../../shared/time.tsx';
import { useForm } from '../../../shared/use-form.ts';
import { REGIONS } from '../../../shell/regions.ts';
import { DEFAULT_KEY, isDeleted, isReplica, type OfSecret } from '../shared/names.ts';

type Row = Json<ReplicationStatusType>;

const TYPES = { InSync: 'success', InProgress: 'in-progress', Failed: 'error' } as const;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'region',
    header: 'Region',
    isRowHeader: true,
    cell: ({ Region }) => Region,
    text: ({ Region }) => Region,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ Status, StatusMessage }) => (
      <StatusIndicator type={Status === undefined ? 'info' : TYPES[Status]}>
        {StatusMessage ?? Status}
      </StatusIndicator>
    ),
    text: ({ Status }) => Status,
  },
  { id: 'key', header: 'Encryption key', cell: ({ KmsKeyId }) => KmsKeyId ?? DEFAULT_KEY },
  {
    id: 'retrieved',
    header: 'Last retrieved',
    cell: ({ LastAccessedDate }) => <Time at={LastAccessedDate} />,
  },
];

const AddDialog = ({ secret, changed, close }: OfSecret & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const taken = new Set([aws.region, ...(secret.ReplicationStatus ?? []).map((row) => row.Region)]);
  const free = REGIONS.filter(([id]) => !taken.has(id));
  const form = useForm(
    { region: free[0]?.[0] ?? '' },
    ({ region }) =>
      aws.call('secretsmanager', 'ReplicateSecretToRegions', {
        SecretId: secret.ARN,
        AddReplicaRegions: [{ Region: region }],
      }),
    ({ region }) => {
      close();
      succeeded(`The secret is being replicated to ${region}.`);
      changed();
    },
  );
  return (
    <FormDialog title="Replicate secret" confirmLabel="Replicate" form={form} close={close}>
      <span>The replica has the same name, value, labels, policy and tags, and follows them.</span>
      <ChoiceField
        label="Region"
        value={form.draft.region}
        options={free.map(([id, name]) => [id, `${name} ${id}`] as const)}
        change={(region) => form.change({ region })}
      />
    </FormDialog>
  );
};

const PromoteButton = ({ secret, changed }: OfSecret) => {
  const aws = useAwsClient();
  return (
    <ConfirmButton
      label="Promote to standalone secret"
      title="Promote to standalone secret"
      text="It no longer follows its primary secret, and can be changed here."
      act={() => aws.call('secretsmanager', 'StopReplicationToReplica', { SecretId: secret.ARN })}
      done={changed}
    />
  );
};

/** Where else the secret is. */
export const Replicas = (of: OfSecret) => {
  const { secret, changed } = of;
  const aws = useAwsClient();
  const { setRegion } = useSessionContext();
  const [selected, select] = useState<readonly Row[]>([]);
  const rows = secret.ReplicationStatus ?? [];
  const region = selected[0]?.Region ?? '';
  const own = (
    <>
      <ConfirmButton
        label="Delete replica"
        title={`Delete the replica in ${region}`}
        text="What reads the secret there fails."
        disabled={region === ''}
        act={() =>
          aws.call('secretsmanager', 'RemoveRegionsFromReplication', {
            SecretId: secret.ARN,
            RemoveReplicaRegions: [region],
          })
        }
        done={() => {
          select([]);
          changed();
        }}
      />
      <OpenButton label="Replicate secret" variant="primary">
        {(close) => <AddDialog {...of} close={close} />}
      </OpenButton>
    </>
  );
  const actions = isReplica(secret, aws.region) ? <PromoteButton {...of} /> : own;
  return (
    <AwsTable
      title="Replicas"
      name="replicas"
      columns={[
        ...COLUMNS,
        {
          id: 'go',
          header: 'Look',
          cell: ({ Region = '' }) => (
            <Button variant="inline-link" onClick={() => setRegion(Region)}>
              Show in {Region}
            </Button>
          ),
        },
      ]}
      loadKey={JSON.stringify(rows)}
      load={async () => ({ items: rows })}
      idOf={({ Region = '' }) => Region}
      empty="The secret is in this Region only"
      filterLabel="Filter replicas"
      selection={{ type: 'single', selected, select }}
      actions={isDeleted(secret) ? null : actions}
    />
  );
};
