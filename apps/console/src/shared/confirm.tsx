import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { type ReactNode, useState } from 'react';
import { ErrorAlert } from './error-alert.tsx';
import { useAction } from './use-aws.ts';

interface Props {
  /** `Delete role ecs-abac`: the button of the question, too. */
  readonly title: string;
  readonly text: ReactNode;
  /** What the button that asks says. */
  readonly label: string;
  readonly disabled?: boolean;
  readonly act: () => Promise<unknown>;
  readonly done: () => void;
}

/** A button for what cannot be undone: it names its object and asks once. */
export const ConfirmButton = ({ title, text, label, disabled = false, act, done }: Props) => {
  const [open, setOpen] = useState(false);
  const action = useAction();
  const close = (): void => {
    setOpen(false);
    action.clear();
  };
  const confirm = async (): Promise<void> => {
    if (!(await action.run(act))) return;
    close();
    done();
  };
  return (
    <>
      <Button disabled={disabled} onClick={() => setOpen(true)}>
        {label}
      </Button>
      {open ? (
        <Modal
          visible
          header={title}
          onDismiss={close}
          closeAriaLabel="Close"
          footer={
            <Box float="right">
              <SpaceBetween direction="horizontal" size="xs">
                <Button variant="link" onClick={close}>
                  Cancel
                </Button>
                <Button variant="primary" loading={action.busy} onClick={() => void confirm()}>
                  {label}
                </Button>
              </SpaceBetween>
            </Box>
          }
        >
          <SpaceBetween size="m">
            <span>{text}</span>
            <ErrorAlert error={action.error} />
          </SpaceBetween>
        </Modal>
      ) : null}
    </>
  );
};
