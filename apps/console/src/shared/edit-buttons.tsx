import Button from '@cloudscape-design/components/button';
import { Actions } from './actions.tsx';

interface Props {
  readonly editing: boolean;
  readonly busy: boolean;
  readonly editLabel?: string;
  readonly saveLabel: string;
  readonly disabled?: boolean;
  readonly edit: () => void;
  readonly cancel: () => void;
  readonly save: () => void;
}

/** The buttons of something that is changed in place. */
export const EditButtons = (props: Props) =>
  props.editing ? (
    <Actions>
      <Button onClick={props.cancel}>Cancel</Button>
      <Button variant="primary" loading={props.busy} onClick={props.save}>
        {props.saveLabel}
      </Button>
    </Actions>
  ) : (
    <Button disabled={props.disabled ?? false} onClick={props.edit}>
      {props.editLabel ?? 'Edit'}
    </Button>
  );
