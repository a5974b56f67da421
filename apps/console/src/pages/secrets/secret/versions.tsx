import type {
  ListSecretVersionIdsResponse,
  SecretVersionsListEntry,
} from '@aws-sdk/client-secrets-manager';
import Badge from '@cloudscape-design/components/badge';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Actions } from '../../../shared/actions.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useForm } from '../../../shared/use-form.ts';
import { isDeleted, isReplica, type OfSecret } from '../shared/names.ts';
import { VersionValue } from './version-value.tsx';

type Row = Json<SecretVersionsListEntry>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'version',
    header: 'Version ID',
    isRowHeader: true,
    cell: ({ VersionId }) => <code>{VersionId}</code>,
    text: ({ VersionId }) => VersionId,
  },
  {
    id: 'labels',
    header: 'Staging labels',
    cell: ({ VersionStages = [] }) =>
      VersionStages.length === 0
        ? 'None: it may be deleted'
        : VersionStages.map((label) => (
            <span key={label}>
              <Badge color={label === 'AWSCURRENT' ? 'green' : 'grey'}>{label}</Badge>{' '}
            </span>
          )),
    text: ({ VersionStages = [] }) => VersionStages.join(' '),
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ CreatedDate }) => <Time at={CreatedDate} />,
    text: ({ CreatedDate }) => CreatedDate,
  },
  {
    id: 'retrieved',
    header: 'Last retrieved (day, UTC)',
    cell: ({ LastAccessedDate }) => LastAccessedDate?.slice(0, 10) ?? 'Never',
    text: ({ LastAccessedDate }) => LastAccessedDate,
  },
];

interface MoveProps extends OfSecret {
  readonly version: string;
  readonly close: () => void;
}

/** Where the label is now: it is on one version at a time. */
const holderOf = ({ VersionIdsToStages = {} }: OfSecret['secret'], label: string) =>
  Object.entries(VersionIdsToStages).find(([, labels]) => labels.includes(label))?.[0];

const MoveDialog = ({ secret, version, changed, close }: MoveProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const form = useForm(
    { label: 'AWSCURRENT' },
    ({ label }) => {
      const holder = holderOf(secret, label);
      return aws.call('secretsmanager', 'UpdateSecretVersionStage', {
        SecretId: secret.ARN,
        VersionStage: label,
        MoveToVersionId: version,
        ...(holder === undefined ? {} : { RemoveFromVersionId: holder }),
      });
    },
    ({ label }) => {
      close();
      succeeded(`${label} is on ${version} now.`);
      changed();
    },
  );
  return (
    <FormDialog
      title="Put a staging label on this version"
      confirmLabel="Move label"
      form={form}
      close={close}
    >
      <span>
        Whoever asks for the secret gets the version that has AWSCURRENT. Moving it back to an older
        version undoes a change; AWSPREVIOUS follows by itself.
      </span>
      <TextField
        label="Staging label"
        value={form.draft.label}
        change={(label) => form.change({ label })}
      />
    </FormDialog>
  );
};

/** Versions and which of them is current, with those that nothing names any more. */
export const Versions = ({ secret, changed }: OfSecret) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const version = selected[0]?.VersionId;
  const isFixed = isDeleted(secret) || isReplica(secret, aws.region);
  return (
    <AwsTable
      title="Versions"
      name="versions"
      wrapLines
      columns={COLUMNS}
      loadKey={`versions ${aws.region} ${secret.ARN ?? ''} ${JSON.stringify(secret.VersionIdsToStages)}`}
      load={pagesOf<ListSecretVersionIdsResponse, Row>(
        aws,
        {
          service: 'secretsmanager',
          operation: 'ListSecretVersionIds',
          input: { SecretId: secret.ARN, IncludeDeprecated: true },
        },
        ({ Versions: found }) => found,
      )}
      idOf={({ VersionId = '' }) => VersionId}
      empty="The secret has no value yet"
      filterLabel="Filter versions"
      selection={{ type: 'single', selected, select }}
      actions={
        <Actions>
          <OpenButton label="Retrieve value" disabled={version === undefined || isDeleted(secret)}>
            {(close) => <VersionValue secret={secret} version={version ?? ''} close={close} />}
          </OpenButton>
          {isFixed ? null : (
            <OpenButton label="Move staging label" disabled={version === undefined}>
              {(close) => (
                <MoveDialog
                  secret={secret}
                  version={version ?? ''}
                  changed={changed}
                  close={close}
                />
              )}
            </OpenButton>
          )}
        </Actions>
      }
    />
  );
};
