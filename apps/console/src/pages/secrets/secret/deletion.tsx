import Button from '@cloudscape-design/components/button';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import type { OfSecret } from '../shared/names.ts';

const LAST_DAYS = 30;

/** Secrets Manager API Reference, DeleteSecret: 7 to 30 days. */
const DeleteDialog = ({ secret, changed, close }: OfSecret & { readonly close: () => void }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const form = useForm(
    { days: String(LAST_DAYS) },
    ({ days }) =>
      aws.call('secretsmanager', 'DeleteSecret', {
        SecretId: secret.ARN,
        RecoveryWindowInDays: Number(days),
      }),
    ({ days }) => {
      close();
      succeeded(`The secret will be deleted in ${days} days.`);
      changed();
    },
  );
  return (
    <FormDialog
      title={`Schedule deletion of ${secret.Name ?? ''}`}
      confirmLabel="Schedule deletion"
      form={form}
      close={close}
    >
      <span>
        From now on nobody can read it, and what uses it fails.{' '}
        {secret.LastAccessedDate === undefined
          ? 'Nobody has retrieved it yet.'
          : `It was last retrieved on ${secret.LastAccessedDate.slice(0, 10)} (UTC).`}
      </span>
      <TextField
        label="Waiting period in days"
        description="Until then the secret can be restored."
        constraint="7 to 30"
        type="number"
        value={form.draft.days}
        change={(days) => form.change({ days })}
      />
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
