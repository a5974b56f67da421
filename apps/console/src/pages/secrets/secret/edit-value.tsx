import type { GetSecretValueResponse } from '@aws-sdk/client-secrets-manager';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import type { OfSecret } from '../shared/names.ts';
import { EMPTY_VALUE, textOf, valueDraft, type ValueDraft, valueFault } from '../value/draft.ts';
import { ValueFields } from '../value/fields.tsx';

interface Props extends OfSecret {
  readonly close: () => void;
}

const ValueDialog = ({
  secret,
  initial,
  changed,
  close,
}: Props & { readonly initial: ValueDraft }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const form = useForm(
    initial,
    (draft) =>
      aws.call('secretsmanager', 'PutSecretValue', {
        SecretId: secret.ARN,
        ClientRequestToken: crypto.randomUUID(),
        SecretString: textOf(draft),
      }),
    () => {
      close();
      succeeded('The new value is current; the one before is AWSPREVIOUS.');
      changed();
    },
  );
  return (
    <FormDialog
      title="Edit secret value"
      confirmLabel="Save value"
      size="large"
      form={form}
      disabled={valueFault(form.draft) !== undefined}
      close={close}
    >
      <ValueFields value={form.draft} change={form.change} />
    </FormDialog>
  );
};

/** Begins with the value that is current, and with nothing for one who may write it and not read it. */
export const EditValue = (props: Props) => {
  const { secret } = props;
  const aws = useAwsClient();
  const { data } = useLoad(`value-to-edit ${aws.region} ${secret.ARN ?? ''}`, async (signal) => {
    try {
      const { SecretString } = await aws.call<GetSecretValueResponse>(
        'secretsmanager',
        'GetSecretValue',
        { SecretId: secret.ARN },
        signal,
      );
      return SecretString === undefined ? EMPTY_VALUE : valueDraft(SecretString);
    } catch {
      return EMPTY_VALUE;
    }
  });
  return data === undefined ? null : <ValueDialog {...props} initial={data} />;
};
