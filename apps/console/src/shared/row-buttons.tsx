import Button from '@cloudscape-design/components/button';
import type { ReactNode } from 'react';

interface Props {
  /** Whether there is a row to edit. */
  readonly chosen: boolean;
  readonly busy?: boolean;
  readonly edit: () => void;
  readonly createLabel: string;
  readonly create: () => void;
  /** What else is done with the row. */
  readonly children: ReactNode;
}

/** The buttons above a list whose items are created and edited in dialogs. */
export const RowButtons = (props: Props) => (
  <>
    <Button disabled={!props.chosen} loading={props.busy ?? false} onClick={props.edit}>
      Edit
    </Button>
    {props.children}
    <Button variant="primary" onClick={props.create}>
      {props.createLabel}
    </Button>
  </>
);
