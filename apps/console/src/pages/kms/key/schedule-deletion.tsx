import type { ScheduleKeyDeletionResponse } from '@aws-sdk/client-kms';
import Alert from '@cloudscape-design/components/alert';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useForm } from '../../../shared/use-form.ts';
import type { OfKey } from '../shared/of-key.ts';
import { useLastUse } from '../usage/use-last-use.ts';

interface Props extends OfKey {
  readonly aliases: readonly string[];
  readonly close: () => void;
}

/** Whoever deletes a key should know that somebody still used it yesterday. */
const LastUse = ({ metadata }: Pick<OfKey, 'metadata'>) => {
  const { data } = useLastUse(metadata);
  if (data === undefined) return null;
  return data.at === undefined ? (
    <Alert type="info">
      Nobody is known to have used it since <Time at={data.since} />.
    </Alert>
  ) : (
    <Alert type="warning">
      Last used on <Time at={data.at} />: {data.operation}.
    </Alert>
  );
};

/** AWS KMS API Reference, ScheduleKeyDeletion: 7 to 30 days. */
export const ScheduleDeletion = ({ metadata, aliases, changed, close }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const form = useForm(
    { days: '30' },
    ({ days }) =>
      aws.call<ScheduleKeyDeletionResponse>('kms', 'ScheduleKeyDeletion', {
        KeyId: metadata.KeyId,
        PendingWindowInDays: Number(days),
      }),
    ({ days }) => {
      close();
      succeeded(`The key will be deleted in ${days} days.`);
      changed();
    },
  );
  return (
    <FormDialog
      title={`Schedule deletion of key ${aliases[0] ?? metadata.KeyId ?? ''}`}
      confirmLabel="Schedule deletion"
      form={form}
      close={close}
    >
      <span>
        A deleted key never comes back, and with it goes everything that it encrypted. A key that
        may still be needed is better disabled.
      </span>
      <LastUse metadata={metadata} />
      <TextField
        label="Waiting period in days"
        description="Until then nobody can use the key, and the deletion can be cancelled."
        constraint="7 to 30"
        type="number"
        value={form.draft.days}
        change={(days) => form.change({ days })}
      />
    </FormDialog>
  );
};
