import type { MultiRegionKey } from '@aws-sdk/client-kms';
import Badge from '@cloudscape-design/components/badge';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { awsIn } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useSessionContext } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useForm } from '../../../shared/use-form.ts';
import { REGIONS } from '../../../shell/regions.ts';
import type { OfKey } from '../shared/of-key.ts';

interface Row extends Json<MultiRegionKey> {
  readonly primary: boolean;
}

const rowsOf = ({ metadata }: OfKey): readonly Row[] => {
  const { PrimaryKey, ReplicaKeys = [] } = metadata.MultiRegionConfiguration ?? {};
  return [
    ...(PrimaryKey === undefined ? [] : [{ ...PrimaryKey, primary: true }]),
    ...ReplicaKeys.map((replica) => ({ ...replica, primary: false })),
  ];
};

const columns = (here: string, go: (region: string) => void): readonly Column<Row>[] => [
  {
    id: 'region',
    header: 'Region',
    isRowHeader: true,
    cell: ({ Region = '' }) =>
      Region === here ? (
        `${Region} (this one)`
      ) : (
        <Button variant="inline-link" onClick={() => go(Region)}>
          {Region}
        </Button>
      ),
    text: ({ Region }) => Region,
  },
  {
    id: 'kind',
    header: 'Kind',
    cell: ({ primary }) => (primary ? <Badge color="blue">Primary</Badge> : 'Replica'),
    text: ({ primary }) => (primary ? 'Primary' : 'Replica'),
  },
  { id: 'arn', header: 'ARN', cell: ({ Arn }) => Arn, text: ({ Arn }) => Arn },
];

interface ReplicateProps extends OfKey {
  readonly close: () => void;
}

/** The policy of a replica is its own: without one it gets the default, by which IAM policies decide. */
const ReplicateDialog = ({ metadata, changed, close }: ReplicateProps) => {
  const { succeeded } = useNotifications();
  const { PrimaryKey, ReplicaKeys = [] } = metadata.MultiRegionConfiguration ?? {};
  const taken = new Set([PrimaryKey, ...ReplicaKeys].map((key) => key?.Region));
  const free = REGIONS.filter(([id]) => !taken.has(id));
  const form = useForm(
    { region: free[0]?.[0] ?? '', description: metadata.Description ?? '' },
    ({ region, description }) =>
      awsIn(PrimaryKey?.Region ?? '').call('kms', 'ReplicateKey', {
        KeyId: metadata.KeyId,
        ReplicaRegion: region,
        ...(description === '' ? {} : { Description: description }),
      }),
    ({ region }) => {
      close();
      succeeded(`The key is being replicated to ${region}.`);
      changed();
    },
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title="Replicate to another Region"
      confirmLabel="Create replica"
      form={form}
      disabled={draft.region === ''}
      close={close}
    >
      <span>
        The replica has the same ID and key material. Its policy, grants, aliases and tags are its
        own: it begins with the default policy, by which IAM policies of the account decide.
      </span>
      <ChoiceField
        label="Region"
        value={draft.region}
        options={free.map(([id, name]) => [id, `${name} ${id}`] as const)}
        change={(region) => change({ region })}
      />
      <TextField
        label="Description (optional)"
        value={draft.description}
        change={(description) => change({ description })}
      />
    </FormDialog>
  );
};

/** Where else the same key is, and which of them is the primary. */
export const Regions = (of: OfKey) => {
  const { metadata, changed } = of;
  const { region: here, setRegion } = useSessionContext();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Row[]>([]);
  const rows = rowsOf(of);
  const primary = rows.find((row) => row.primary)?.Region ?? '';
  const to = selected[0]?.Region ?? '';
  return (
    <AwsTable
      title="Regions"
      name="regions"
      description="Each of these keys reads what another of them encrypted."
      columns={columns(here, setRegion)}
      loadKey={JSON.stringify(rows)}
      load={async () => ({ items: rows })}
      idOf={({ Arn = '' }) => Arn}
      empty="The key is in this Region only"
      filterLabel="Filter Regions"
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          <ConfirmButton
            label="Make primary"
            title={`Make the key in ${to} the primary`}
            text={`The one in ${primary} becomes a replica. The primary is the one that is rotated and replicated.`}
            disabled={to === '' || to === primary}
            act={() =>
              awsIn(primary).call('kms', 'UpdatePrimaryRegion', {
                KeyId: metadata.KeyId,
                PrimaryRegion: to,
              })
            }
            done={() => {
              succeeded(`The primary moves to ${to}.`);
              select([]);
              changed();
            }}
          />
          <OpenButton label="Replicate" variant="primary">
            {(close) => <ReplicateDialog {...of} close={close} />}
          </OpenButton>
        </>
      }
    />
  );
};
