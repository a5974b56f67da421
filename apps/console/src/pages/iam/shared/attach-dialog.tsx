import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { type Holder, nameInput } from './holder.ts';
import { type ListedPolicy, PolicyPicker } from './policy-picker.tsx';

interface Props {
  readonly holder: Holder;
  readonly close: () => void;
  readonly attached: () => void;
}

export const AttachDialog = ({ holder, close, attached }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly ListedPolicy[]>([]);
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(async () => {
      for (const { Arn } of selected)
        await aws.call('iam', `Attach${holder.kind}Policy`, {
          ...nameInput(holder),
          PolicyArn: Arn,
        });
    });
    if (!done) return;
    succeeded(`Attached ${selected.map(({ PolicyName }) => PolicyName).join(', ')}.`);
    close();
    attached();
  };
  return (
    <Dialog
      title={`Attach policies to ${holder.name}`}
      confirmLabel="Attach policies"
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={selected.length === 0}
      close={close}
      confirm={() => void confirm()}
    >
      <PolicyPicker selected={selected} select={select} />
    </Dialog>
  );
};
