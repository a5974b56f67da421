import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useForm } from '../../../shared/use-form.ts';
import { stateText } from '../shared/state.tsx';

interface Props {
  readonly name: string;
  readonly state: string;
  readonly close: () => void;
  readonly done: () => void;
}

const STATES = ['ALARM', 'OK', 'INSUFFICIENT_DATA'].map((id) => [id, stateText(id)] as const);

/** Tries what an alarm sets off. */
export const SetState = ({ name, state, close, done }: Props) => {
  const aws = useAwsClient();
  const form = useForm(
    { state: state === 'ALARM' ? 'OK' : 'ALARM', reason: 'Testing the actions' },
    (draft) =>
      aws.call('cloudwatch', 'SetAlarmState', {
        AlarmName: name,
        StateValue: draft.state,
        StateReason: draft.reason.trim(),
      }),
    done,
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title={`Set the state of ${name}`}
      confirmLabel="Set state"
      form={form}
      disabled={draft.reason.trim() === ''}
      close={close}
    >
      <ChoiceField
        label="State"
        description="Its actions run as if the metric had caused it. The next evaluation sets it right again."
        value={draft.state}
        options={STATES}
        change={(next) => change({ state: next })}
      />
      <TextField label="Reason" value={draft.reason} change={(reason) => change({ reason })} />
    </FormDialog>
  );
};
