import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Props {
  readonly database: string;
  readonly taken: () => void;
}

/** Takes a snapshot of a database under a name. */
export const TakeSnapshot = ({ database, taken }: Props) => {
  const aws = useAwsClient();
  const action = useAction();
  const { succeeded } = useNotifications();
  const [name, setName] = useState<string>();
  const close = (): void => {
    setName(undefined);
    action.clear();
  };
  const confirm = async (): Promise<void> => {
    const DBSnapshotIdentifier = name?.trim();
    const input = { DBInstanceIdentifier: database, DBSnapshotIdentifier };
    if (!(await action.run(() => aws.call('rds', 'CreateDBSnapshot', input)))) return;
    close();
    succeeded(`Snapshot ${DBSnapshotIdentifier ?? ''} is being taken.`);
    taken();
  };
  return (
    <>
      <Button onClick={() => setName('')}>Take snapshot</Button>
      {name === undefined ? null : (
        <Dialog
          title={`Take a snapshot of ${database}`}
          confirmLabel="Take snapshot"
          busy={action.busy}
          error={action.error}
          disabled={name.trim() === ''}
          close={close}
          confirm={() => void confirm()}
        >
          <TextField label="Snapshot name" value={name} change={setName} />
        </Dialog>
      )}
    </>
  );
};
