import { FormDialog } from '../../../shared/form-dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useForm } from '../../../shared/use-form.ts';

interface DialogProps {
  readonly title: string;
  readonly label: string;
  readonly field: string;
  readonly constraint: string;
  readonly save: (text: string) => Promise<unknown>;
  readonly saved: (text: string) => void;
  readonly close: () => void;
}

/** A dialog that asks for one thing. */
export const OneField = ({ title, label, field, constraint, save, saved, close }: DialogProps) => {
  const form = useForm(
    { text: '' },
    ({ text }) => save(text.trim()),
    ({ text }) => {
      close();
      saved(text.trim());
    },
  );
  return (
    <FormDialog
      title={title}
      confirmLabel={label}
      form={form}
      disabled={form.draft.text.trim() === ''}
      close={close}
    >
      <TextField
        label={field}
        constraint={constraint}
        value={form.draft.text}
        change={(text) => form.change({ text })}
      />
    </FormDialog>
  );
};
