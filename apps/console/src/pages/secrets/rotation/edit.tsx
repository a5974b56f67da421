import { explainRotation } from '../../../api/rotation.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useForm } from '../../../shared/use-form.ts';
import {
  expressionOf,
  NEW_ROTATION,
  type RotationDraft,
  scheduleFields,
} from '../schedule/draft.ts';
import { RotationFields } from '../schedule/fields.tsx';
import { rotateSecret } from '../schedule/rotate.ts';
import { isSound, useSchedule } from '../schedule/use-schedule.ts';
import type { OfSecret, Secret } from '../shared/names.ts';

interface Props extends OfSecret {
  readonly close: () => void;
}

const draftOf = async (secret: Secret, signal: AbortSignal): Promise<RotationDraft> => {
  const { RotationEnabled = false, RotationLambdaARN = '', RotationRules } = secret;
  const expression = expressionOf(RotationRules);
  const schedule =
    expression === undefined
      ? {}
      : scheduleFields(expression, await explainRotation({ schedule: { expression } }, signal));
  return {
    ...NEW_ROTATION,
    ...schedule,
    on: RotationEnabled,
    lambda: RotationLambdaARN,
    duration: RotationRules?.Duration ?? '',
  };
};

const Form = ({
  secret,
  changed,
  close,
  draft: initial,
}: Props & { readonly draft: RotationDraft }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const { ARN = '' } = secret;
  const managed = secret.OwningService !== undefined;
  const form = useForm(
    initial,
    (draft) =>
      draft.on
        ? rotateSecret(aws, ARN, draft)
        : aws.call('secretsmanager', 'CancelRotateSecret', { SecretId: ARN }),
    ({ on }) => {
      close();
      succeeded(on ? 'Rotation configuration saved.' : 'Automatic rotation is off.');
      changed();
    },
  );
  const { draft, change } = form;
  const check = useSchedule(draft);
  return (
    <FormDialog
      title="Edit rotation configuration"
      confirmLabel="Save"
      size="large"
      form={form}
      disabled={
        draft.on
          ? !isSound(check) || (draft.lambda === '' && !managed)
          : secret.RotationEnabled !== true
      }
      close={close}
    >
      <RotationFields draft={draft} change={change} check={check} managed={managed} />
    </FormDialog>
  );
};

/** Turns rotation on or off, and says when and by what; begins with what is so now. */
export const EditRotation = (props: Props) => {
  const { secret } = props;
  const draft = useLoad(`rotation-draft ${secret.ARN ?? ''}`, (signal) => draftOf(secret, signal));
  return <FailureOr of={draft}>{(found) => <Form {...props} draft={found} />}</FailureOr>;
};
