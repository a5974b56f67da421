import { useAwsClient } from '../../../session/session-context.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { counted } from '../shared/names.ts';
import type { KeyRow } from './rows.ts';

interface Props {
  readonly keys: readonly KeyRow[];
  readonly changed: () => void;
}

const inState = (keys: readonly KeyRow[], state: string): readonly KeyRow[] =>
  keys.filter(({ metadata }) => metadata?.KeyState === state);

/** What is done with several keys at once. */
export const SelectedButtons = ({ keys, changed }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const disabled = inState(keys, 'Disabled');
  const enabled = inState(keys, 'Enabled');
  const each = async (operation: string, rows: readonly KeyRow[]): Promise<void> => {
    for (const { id } of rows) await aws.call('kms', operation, { KeyId: id });
  };
  const done = (text: string) => (): void => {
    succeeded(text);
    changed();
  };
  return (
    <>
      <ConfirmButton
        label="Enable"
        title={`Enable ${counted(disabled.length, 'key')}`}
        text="Whoever their policies and grants permit can use them again."
        disabled={disabled.length === 0}
        act={() => each('EnableKey', disabled)}
        done={done(`${counted(disabled.length, 'key')} enabled.`)}
      />
      <ConfirmButton
        label="Disable"
        title={`Disable ${counted(enabled.length, 'key')}`}
        text="Nobody can use them until they are enabled again: what they encrypted cannot be read, and volumes cannot be attached."
        disabled={enabled.length === 0}
        act={() => each('DisableKey', enabled)}
        done={done(`${counted(enabled.length, 'key')} disabled.`)}
      />
    </>
  );
};
