import { ChoiceField } from './choice-field.tsx';
import { Dialog } from './dialog.tsx';
import type { Action } from './use-aws.ts';

interface Props {
  readonly user: string;
  readonly groups: readonly string[];
  readonly loading: boolean;
  readonly group: string;
  readonly choose: (group: string) => void;
  readonly action: Action;
  readonly close: () => void;
  readonly confirm: () => void;
}

/** Puts a user into one of the groups there are, of IAM or of a user pool. */
export const AddToGroupDialog = (props: Props) => (
  <Dialog
    title={`Add ${props.user} to a group`}
    confirmLabel="Add to group"
    busy={props.action.busy}
    error={props.action.error}
    disabled={props.group === ''}
    close={props.close}
    confirm={props.confirm}
  >
    <ChoiceField
      label="Group"
      value={props.group}
      loading={props.loading}
      options={props.groups.map((name) => [name, name] as const)}
      change={props.choose}
    />
  </Dialog>
);
