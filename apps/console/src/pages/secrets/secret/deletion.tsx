import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import FormField from '@cloudscape-design/components/form-field';
import RadioGroup from '@cloudscape-design/components/radio-group';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useNavigate } from 'react-router';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import type { OfSecret } from '../shared/names.ts';

const LAST_DAYS = 30;

type Way = 'window' | 'at-once';

const lastUse = ({ LastAccessedDate }: OfSecret['secret']): string =>
  LastAccessedDate === undefined
    ? 'Nobody has retrieved it yet.'
    : `It was last retrieved on ${LastAccessedDate.slice(0, 10)} (UTC).`;

interface FieldsProps extends Pick<OfSecret, 'secret'> {
  readonly draft: { readonly way: Way; readonly days: string; readonly name: string };
  readonly change: (part: Partial<FieldsProps['draft']>) => void;
}

const Fields = ({ secret, draft, change }: FieldsProps) => (
  <SpaceBetween size="m">
    <span>From now on nobody can read it, and what uses it fails. {lastUse(secret)}</span>
    <FormField label="When">
      <RadioGroup
        value={draft.way}
        items={[
          { value: 'window', label: 'After a waiting period, in which it can be restored' },
          { value: 'at-once', label: 'At once, without recovery' },
        ]}
        onChange={({ detail }) =>
          change({ way: detail.value === 'at-once' ? 'at-once' : 'window' })
        }
      />
    </FormField>
    {draft.way === 'window' ? (
      <TextField
        label="Waiting period in days"
        description="Until then the secret can be restored."
        constraint="7 to 30"
        type="number"
        value={draft.days}
        change={(days) => change({ days })}
      />
    ) : (
      <SpaceBetween size="m">
        <Alert type="error" header="Its values are gone for ever">
          Nobody can bring them back, neither you nor AWS. Whatever still needs the secret must get
          new credentials.
        </Alert>
        <TextField
          label="Name of the secret"
          description={`Type ${secret.Name ?? ''} to delete it without recovery.`}
          value={draft.name}
          change={(name) => change({ name })}
        />
      </SpaceBetween>
    )}
  </SpaceBetween>
);

/** Secrets Manager API Reference, DeleteSecret: 7 to 30 days, or without recovery. */
const DeleteDialog = ({ secret, changed, close }: OfSecret & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const form = useForm(
    (): FieldsProps['draft'] => ({ way: 'window', days: String(LAST_DAYS), name: '' }),
    ({ way, days }) =>
      aws.call('secretsmanager', 'DeleteSecret', {
        SecretId: secret.ARN,
        ...(way === 'window'
          ? { RecoveryWindowInDays: Number(days) }
          : { ForceDeleteWithoutRecovery: true }),
      }),
    ({ way, days }) => {
      close();
      if (way === 'window') {
        succeeded(`The secret will be deleted in ${days} days.`);
        changed();
        return;
      }
      succeeded(`The secret ${secret.Name ?? ''} is deleted.`);
      void navigate('/secrets-manager');
    },
  );
  const { draft } = form;
  const atOnce = draft.way === 'at-once';
  return (
    <FormDialog
      title={atOnce ? `Delete ${secret.Name ?? ''}` : `Schedule deletion of ${secret.Name ?? ''}`}
      confirmLabel={atOnce ? 'Delete without recovery' : 'Schedule deletion'}
      form={form}
      disabled={atOnce && draft.name !== secret.Name}
      close={close}
    >
      <Fields secret={secret} draft={draft} change={form.change} />
    </FormDialog>
  );
};

export const DeleteButton = (of: OfSecret) => (
  <OpenButton label="Delete secret">{(close) => <DeleteDialog {...of} close={close} />}</OpenButton>
);

export const RestoreButton = ({ secret, changed }: OfSecret) => {
  const aws = useAwsClient();
  const { succeeded, failed } = useNotifications();
  const action = useAction();
  const restore = async (): Promise<void> => {
    try {
      await aws.call('secretsmanager', 'RestoreSecret', { SecretId: secret.ARN });
      succeeded('The secret stays.');
    } catch (error) {
      failed(toApiError(error), 'Cancel deletion');
    }
    changed();
  };
  return (
    <Button loading={action.busy} onClick={() => void action.run(restore)}>
      Cancel deletion
    </Button>
  );
};
