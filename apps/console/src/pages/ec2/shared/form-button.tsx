import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { type ReactNode, useState } from 'react';
import { Dialog } from '../../../shared/dialog.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { type Field, FieldView, initialValues, isComplete, type Values } from './fields.tsx';

interface Props {
  readonly label: string;
  readonly title?: string;
  readonly text?: ReactNode;
  readonly fields: readonly Field[];
  readonly act: (values: Values) => Promise<unknown>;
  readonly done: () => void;
  readonly disabled?: boolean;
  readonly variant?: ButtonProps['variant'];
}

const FormDialog = (props: Props & { readonly close: () => void }) => {
  const { fields } = props;
  const [values, setValues] = useState(() => initialValues(fields));
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const trimmed = Object.fromEntries(
      Object.entries(values).map(([id, value]) => [id, value.trim()]),
    );
    if (!(await action.run(() => props.act(trimmed)))) return;
    props.close();
    props.done();
  };
  return (
    <Dialog
      title={props.title ?? props.label}
      confirmLabel={props.label}
      busy={action.busy}
      error={action.error}
      disabled={!isComplete(fields, values)}
      close={props.close}
      confirm={() => void confirm()}
    >
      {props.text}
      {fields.map((field) => (
        <FieldView
          key={field.id}
          field={field}
          value={values[field.id] ?? ''}
          change={(value) => setValues((before) => ({ ...before, [field.id]: value }))}
        />
      ))}
    </Dialog>
  );
};

/** A button that asks for a few things and then does it. */
export const FormButton = (props: Props) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button
        variant={props.variant ?? 'normal'}
        disabled={props.disabled ?? false}
        onClick={() => setOpen(true)}
      >
        {props.label}
      </Button>
      {open ? <FormDialog {...props} close={() => setOpen(false)} /> : null}
    </>
  );
};
