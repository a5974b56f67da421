import { type ReactNode, useState } from 'react';
import { Dialog } from '../../../shared/dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Props {
  /** `Create group` */
  readonly title: string;
  readonly nameLabel: string;
  readonly constraint?: string;
  readonly create: (name: string) => Promise<void>;
  readonly close: () => void;
  readonly children?: ReactNode;
}

/** A dialog for something that has a name above all. */
export const CreateDialog = ({ title, nameLabel, constraint, create, close, children }: Props) => {
  const [name, setName] = useState('');
  const { succeeded } = useNotifications();
  const action = useAction();
  const confirm = async (): Promise<void> => {
    if (!(await action.run(() => create(name.trim())))) return;
    succeeded(`${name.trim()} created.`);
    close();
  };
  return (
    <Dialog
      title={title}
      confirmLabel={title}
      busy={action.busy}
      error={action.error}
      disabled={name.trim() === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <TextField label={nameLabel} constraint={constraint} value={name} change={setName} />
      {children}
    </Dialog>
  );
};
