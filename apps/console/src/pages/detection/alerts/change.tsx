import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';
import type { AlertStatus } from '../../../api/detection/alerts.ts';
import { detection } from '../../../api/detection/client.ts';
import { FormDialog } from '../../../shared/form-dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { inWords } from '../../../shared/severity.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { useForm } from '../../../shared/use-form.ts';

const LONGEST_NOTE = 512;

const ACTIONS: readonly (readonly [id: AlertStatus | 'note', text: string])[] = [
  ['NOTIFIED', 'Take it on (notified)'],
  ['RESOLVED', 'Resolve'],
  ['SUPPRESSED', 'Suppress'],
  ['NEW', 'Open again (new)'],
  ['note', 'Write a note'],
];

interface Props {
  readonly ids: readonly string[];
  readonly changed: () => void;
}

interface DialogProps extends Props {
  readonly action: AlertStatus | 'note';
  readonly close: () => void;
}

const howMany = (count: number): string => (count === 1 ? '1 alert' : `${count} alerts`);

const ChangeDialog = ({ ids, action, changed, close }: DialogProps) => {
  const { succeeded } = useNotifications();
  const form = useForm(
    { note: '' },
    ({ note }) =>
      detection.changeAlerts({
        ids,
        ...(action === 'note' ? {} : { status: action }),
        ...(note.trim() === '' ? {} : { note: note.trim() }),
      }),
    (_draft, { changed: done, missing }) => {
      const gone = missing.length === 0 ? '' : ` ${howMany(missing.length)} no longer there.`;
      succeeded(
        action === 'note'
          ? `${howMany(done.length)}: note written.${gone}`
          : `${howMany(done.length)}: status ${inWords(action)}.${gone}`,
      );
      close();
      changed();
    },
  );
  const { note } = form.draft;
  return (
    <FormDialog
      title={
        action === 'note'
          ? `Write a note to ${howMany(ids.length)}`
          : `Change the status of ${howMany(ids.length)} to ${inWords(action)}`
      }
      confirmLabel={action === 'note' ? 'Write note' : 'Change status'}
      form={form}
      disabled={note.length > LONGEST_NOTE || (action === 'note' && note.trim() === '')}
      close={close}
    >
      <TextAreaField
        label={action === 'note' ? 'Note' : 'Note - optional'}
        description="It is in the history of the alert and in its finding."
        constraint={`At most ${LONGEST_NOTE} characters.`}
        value={note}
        change={(next) => form.change({ note: next })}
      />
    </FormDialog>
  );
};

/** What is done with alerts, each with a note. */
export const ChangeButtons = ({ ids, changed }: Props) => {
  const [action, setAction] = useState<AlertStatus | 'note'>();
  return (
    <>
      <ButtonDropdown
        disabled={ids.length === 0}
        items={ACTIONS.map(([id, text]) => ({ id, text }))}
        onItemClick={({ detail }) => setAction(ACTIONS.find(([id]) => id === detail.id)?.[0])}
      >
        Change status
      </ButtonDropdown>
      {action === undefined ? null : (
        <ChangeDialog
          ids={ids}
          action={action}
          changed={changed}
          close={() => setAction(undefined)}
        />
      )}
    </>
  );
};
