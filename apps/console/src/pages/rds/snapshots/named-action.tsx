import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { Dialog } from '../../../shared/dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Props {
  readonly label: string;
  readonly title: string;
  readonly field: string;
  readonly optionalField?: string;
  readonly act: (name: string, optional: string) => Promise<unknown>;
  readonly done: (name: string) => void;
}

/** A button that asks for the name of what it makes. */
export const NamedAction = ({ label, title, field, optionalField, act, done }: Props) => {
  const action = useAction();
  const [name, setName] = useState<string>();
  const [optional, setOptional] = useState('');
  const close = (): void => {
    setName(undefined);
    action.clear();
  };
  const confirm = async (): Promise<void> => {
    const given = name?.trim() ?? '';
    if (!(await action.run(() => act(given, optional.trim())))) return;
    close();
    done(given);
  };
  return (
    <>
      <Button onClick={() => setName('')}>{label}</Button>
      {name === undefined ? null : (
        <Dialog
          title={title}
          confirmLabel={label}
          busy={action.busy}
          error={action.error}
          disabled={name.trim() === ''}
          close={close}
          confirm={() => void confirm()}
        >
          <TextField label={field} value={name} change={setName} />
          {optionalField === undefined ? null : (
            <TextField
              label={`${optionalField} (optional)`}
              value={optional}
              change={setOptional}
            />
          )}
        </Dialog>
      )}
    </>
  );
};
