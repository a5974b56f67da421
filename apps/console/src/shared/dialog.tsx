import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import type { ApiError } from '../api/api-error.ts';
import { ErrorAlert } from './error-alert.tsx';

interface Props {
  readonly title: string;
  readonly confirmLabel: string;
  readonly busy: boolean;
  readonly error: ApiError | undefined;
  readonly disabled?: boolean;
  readonly size?: 'medium' | 'large';
  readonly close: () => void;
  readonly confirm: () => void;
  readonly children: ReactNode;
}

/** A form in a dialog. Enter in a field does what the main button does. */
export const Dialog = (props: Props) => (
  <Modal
    visible
    size={props.size ?? 'medium'}
    header={props.title}
    onDismiss={props.close}
    closeAriaLabel="Close"
    footer={
      <Box float="right">
        <SpaceBetween direction="horizontal" size="xs">
          <Button variant="link" onClick={props.close}>
            Cancel
          </Button>
          <Button
            variant="primary"
            loading={props.busy}
            disabled={props.disabled ?? false}
            onClick={props.confirm}
          >
            {props.confirmLabel}
          </Button>
        </SpaceBetween>
      </Box>
    }
  >
    <form
      onSubmit={(event) => {
        event.preventDefault();
        if (props.disabled !== true && !props.busy) props.confirm();
      }}
    >
      <SpaceBetween size="m">
        {props.children}
        <ErrorAlert error={props.error} />
      </SpaceBetween>
      <button type="submit" hidden aria-hidden="true" tabIndex={-1} />
    </form>
  </Modal>
);
