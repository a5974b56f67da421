import { detection } from '../../../api/detection/client.ts';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { FormDialog, OpenButton } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useForm } from '../../../shared/use-form.ts';
import { formOf, isIncomplete, LISTS, type SuppressionDraft } from './draft.ts';

const ENDS: readonly (readonly [value: string, label: string])[] = [
  ['1', 'In a day'],
  ['7', 'In 7 days'],
  ['30', 'In 30 days'],
  ['90', 'In 90 days'],
  ['365', 'In a year'],
  ['', 'Never'],
];

interface Props {
  readonly initial: SuppressionDraft;
  readonly close: () => void;
  readonly saved: () => void;
}

const SuppressionDialog = ({ initial, close, saved }: Props) => {
  const { succeeded } = useNotifications();
  const form = useForm(
    initial,
    (draft) => detection.addSuppression(formOf(draft)),
    ({ name }) => {
      succeeded(`Suppression ${name.trim()} added.`);
      close();
      saved();
    },
  );
  const { draft, change } = form;
  return (
    <FormDialog
      title="Add a suppression"
      confirmLabel="Add suppression"
      size="large"
      form={form}
      disabled={isIncomplete(draft)}
      close={close}
    >
      <TextField label="Name" value={draft.name} change={(name) => change({ name })} />
      <TextField
        label="Reason"
        description="Why is this known and not wanted?"
        value={draft.reason}
        change={(reason) => change({ reason })}
      />
      <ChoiceField
        label="It ends"
        value={draft.days}
        options={ENDS}
        change={(days) => change({ days })}
      />
      {LISTS.map(([name, label, constraint]) => (
        <TextAreaField
          key={name}
          label={label}
          constraint={`One a line, one must be so.${constraint === '' ? '' : ` ${constraint}`}`}
          rows={2}
          value={draft[name]}
          change={(text) => change({ [name]: text })}
        />
      ))}
    </FormDialog>
  );
};

interface ButtonProps {
  readonly label: string;
  readonly variant?: 'normal' | 'primary';
  readonly initial: SuppressionDraft;
  readonly saved: () => void;
}

/** Opens the form of a suppression: everything that it names has to be so. */
export const SuppressButton = ({ label, variant = 'normal', initial, saved }: ButtonProps) => (
  <OpenButton label={label} variant={variant}>
    {(close) => <SuppressionDialog initial={initial} close={close} saved={saved} />}
  </OpenButton>
);
