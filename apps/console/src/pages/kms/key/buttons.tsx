import Button from '@cloudscape-design/components/button';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { OpenButton } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { isOwn, type OfKey } from '../shared/of-key.ts';
import { ScheduleDeletion } from './schedule-deletion.tsx';

interface NowProps extends OfKey {
  readonly label: string;
  readonly operation: string;
  readonly done: string;
}

/** What harms nobody is done without a question. */
const NowButton = ({ metadata, changed, label, operation, done }: NowProps) => {
  const aws = useAwsClient();
  const { succeeded, failed } = useNotifications();
  const action = useAction();
  const run = async (): Promise<void> => {
    try {
      await aws.call('kms', operation, { KeyId: metadata.KeyId });
      succeeded(done);
    } catch (error) {
      failed(toApiError(error), label);
    }
    changed();
  };
  return (
    <Button loading={action.busy} onClick={() => void action.run(run)}>
      {label}
    </Button>
  );
};

export const EnableButton = (of: OfKey) => (
  <NowButton {...of} label="Enable" operation="EnableKey" done="Key enabled." />
);

export const CancelDeletion = (of: OfKey) => (
  <NowButton
    {...of}
    label="Cancel deletion"
    operation="CancelKeyDeletion"
    done="The key stays. It is disabled until somebody enables it."
  />
);

interface Props extends OfKey {
  readonly aliases: readonly string[];
}

const DisableButton = ({ metadata, aliases, changed }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const name = aliases[0] ?? metadata.KeyId ?? '';
  return (
    <ConfirmButton
      label="Disable"
      title={`Disable key ${name}`}
      text="Nobody can use it until it is enabled again: what it encrypted cannot be read, and volumes cannot be attached."
      act={() => aws.call('kms', 'DisableKey', { KeyId: metadata.KeyId })}
      done={() => {
        succeeded('Key disabled.');
        changed();
      }}
    />
  );
};

const DELETABLE = new Set(['Enabled', 'Disabled', 'PendingImport', 'Unavailable']);

export const KeyButtons = (props: Props) => {
  const { metadata, aliases, changed } = props;
  if (!isOwn(metadata)) return null;
  const state = metadata.KeyState ?? '';
  return (
    <>
      {state === 'Enabled' ? <DisableButton {...props} /> : null}
      {DELETABLE.has(state) ? (
        <OpenButton label="Schedule deletion">
          {(close) => (
            <ScheduleDeletion
              metadata={metadata}
              aliases={aliases}
              changed={changed}
              close={close}
            />
          )}
        </OpenButton>
      ) : null}
    </>
  );
};
