import Button, { type ButtonProps } from '@cloudscape-design/components/button';
import { type ReactNode, useState } from 'react';
import { Dialog } from './dialog.tsx';
import type { Form } from './use-form.ts';

interface Props<Draft> {
  readonly title: string;
  readonly confirmLabel: string;
  readonly form: Form<Draft>;
  readonly disabled?: boolean;
  readonly size?: 'medium' | 'large';
  readonly close: () => void;
  readonly children: ReactNode;
}

/** A form of `useForm` in a dialog. */
export const FormDialog = <Draft,>({ form, ...dialog }: Props<Draft>) => (
  <Dialog {...dialog} busy={form.busy} error={form.error} confirm={form.submit} />
);

interface OpenProps {
  readonly label: string;
  readonly variant?: ButtonProps['variant'];
  readonly disabled?: boolean;
  /** What is open while the button has been pressed; it forgets everything when it is closed. */
  readonly children: (close: () => void) => ReactNode;
}

/** A button that opens a dialog. */
export const OpenButton = ({
  label,
  variant = 'normal',
  disabled = false,
  children,
}: OpenProps) => {
  const [open, setOpen] = useState(false);
  return (
    <>
      <Button variant={variant} disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open ? children(() => setOpen(false)) : null}
    </>
  );
};
