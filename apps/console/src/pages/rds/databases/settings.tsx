import type { DBInstance } from '@aws-sdk/client-rds';
import Checkbox from '@cloudscape-design/components/checkbox';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { EditButtons } from '../../../shared/edit-buttons.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Props {
  readonly instance: Json<DBInstance>;
  readonly changed: () => void;
}

interface Draft {
  readonly instanceClass: string;
  readonly storage: string;
  readonly retention: string;
  readonly protected: boolean;
  readonly public: boolean;
  readonly iam: boolean;
  readonly when: string;
}

const draftOf = (instance: Props['instance']): Draft => ({
  instanceClass: instance.DBInstanceClass ?? '',
  storage: String(instance.AllocatedStorage ?? ''),
  retention: String(instance.BackupRetentionPeriod ?? ''),
  protected: instance.DeletionProtection === true,
  public: instance.PubliclyAccessible === true,
  iam: instance.IAMDatabaseAuthenticationEnabled === true,
  when: 'now',
});

/** Only what differs is asked for: each change is decided on. */
const requestOf = (instance: Props['instance'], draft: Draft): object => {
  const before = draftOf(instance);
  return {
    DBInstanceIdentifier: instance.DBInstanceIdentifier,
    ApplyImmediately: draft.when === 'now',
    ...(draft.instanceClass === before.instanceClass
      ? {}
      : { DBInstanceClass: draft.instanceClass }),
    ...(draft.storage === before.storage ? {} : { AllocatedStorage: Number(draft.storage) }),
    ...(draft.retention === before.retention
      ? {}
      : { BackupRetentionPeriod: Number(draft.retention) }),
    ...(draft.protected === before.protected ? {} : { DeletionProtection: draft.protected }),
    ...(draft.public === before.public ? {} : { PubliclyAccessible: draft.public }),
    ...(draft.iam === before.iam ? {} : { EnableIAMDatabaseAuthentication: draft.iam }),
  };
};

const yes = (value: boolean | undefined): string => (value === true ? 'Yes' : 'No');

const Shown = ({ instance }: Pick<Props, 'instance'>) => (
  <Facts
    items={[
      ['Instance class', instance.DBInstanceClass],
      ['Storage', `${instance.AllocatedStorage ?? 0} GiB ${instance.StorageType ?? ''}`],
      ['Backups kept', `${instance.BackupRetentionPeriod ?? 0} days`],
      ['Deletion protection', yes(instance.DeletionProtection)],
      ['Publicly accessible', yes(instance.PubliclyAccessible)],
      ['IAM database authentication', yes(instance.IAMDatabaseAuthenticationEnabled)],
      ['Multi-AZ', yes(instance.MultiAZ)],
      ['Maintenance window', instance.PreferredMaintenanceWindow],
      ['Backup window', instance.PreferredBackupWindow],
      [
        'Pending changes',
        Object.entries(instance.PendingModifiedValues ?? {})
          .map(([name, value]) => `${name}: ${JSON.stringify(value)}`)
          .join(', '),
      ],
    ]}
  />
);

interface Fields {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}

const Edited = ({ draft, change }: Fields) => (
  <SpaceBetween size="m">
    <TextField
      label="Instance class"
      value={draft.instanceClass}
      change={(instanceClass) => change({ instanceClass })}
    />
    <TextField
      label="Storage in GiB"
      value={draft.storage}
      change={(storage) => change({ storage })}
    />
    <TextField
      label="Days that backups are kept"
      value={draft.retention}
      change={(retention) => change({ retention })}
    />
    <Checkbox
      checked={draft.protected}
      onChange={({ detail }) => change({ protected: detail.checked })}
    >
      Deletion protection
    </Checkbox>
    <Checkbox checked={draft.public} onChange={({ detail }) => change({ public: detail.checked })}>
      Publicly accessible
    </Checkbox>
    <Checkbox checked={draft.iam} onChange={({ detail }) => change({ iam: detail.checked })}>
      IAM database authentication
    </Checkbox>
    <ChoiceField
      label="When"
      description="What interrupts the database can wait; everything else changes at once."
      value={draft.when}
      options={[
        ['now', 'At once'],
        ['window', 'In the next maintenance window'],
      ]}
      change={(when) => change({ when })}
    />
  </SpaceBetween>
);

/** What of an instance can be changed, in place. */
export const DatabaseSettings = ({ instance, changed }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const [draft, setDraft] = useState<Draft>();
  const close = (): void => {
    setDraft(undefined);
    action.clear();
  };
  const save = async (): Promise<void> => {
    if (draft === undefined) return;
    const input = requestOf(instance, draft);
    if (!(await action.run(() => aws.call('rds', 'ModifyDBInstance', input)))) return;
    close();
    changed();
  };
  const buttons = (
    <EditButtons
      editing={draft !== undefined}
      busy={action.busy}
      editLabel="Modify"
      saveLabel="Save changes"
      edit={() => setDraft(draftOf(instance))}
      cancel={close}
      save={() => void save()}
    />
  );
  return (
    <Container
      header={
        <Header variant="h2" actions={buttons}>
          Configuration
        </Header>
      }
    >
      <SpaceBetween size="m">
        {draft === undefined ? (
          <Shown instance={instance} />
        ) : (
          <Edited draft={draft} change={(part) => setDraft({ ...draft, ...part })} />
        )}
        <ErrorAlert error={action.error} />
      </SpaceBetween>
    </Container>
  );
};
