import type { GetKeyLastUsageResponse, ScheduleKeyDeletionResponse } from '@aws-sdk/client-kms';
import Alert from '@cloudscape-design/components/alert';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAws } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import type { OfKey } from '../shared/of-key.ts';

interface Props extends OfKey {
  readonly aliases: readonly string[];
  readonly close: () => void;
}

/** Whoever deletes a key should know that somebody still used it yesterday. */
const LastUse = ({ id }: { readonly id: string | undefined }) => {
  const { data } = useAws<GetKeyLastUsageResponse>({
    service: 'kms',
    operation: 'GetKeyLastUsage',
    input: { KeyId: id },
  });
  if (data === undefined) return null;
  const { KeyLastUsage, TrackingStartDate } = data;
  return (
    <Alert type={KeyLastUsage?.Timestamp === undefined ? 'info' : 'warning'}>
      {KeyLastUsage?.Timestamp === undefined ? (
        <>
          Nobody has used it since <Time at={TrackingStartDate} />.
        </>
      ) : (
        <>
          Last used on <Time at={KeyLastUsage.Timestamp} />: {KeyLastUsage.Operation}.
        </>
      )}
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
      <LastUse id={metadata.KeyId} />
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
