import Alert from '@cloudscape-design/components/alert';
import ButtonDropdown from '@cloudscape-design/components/button-dropdown';
import { useState } from 'react';
import { useAccount, useAwsClient, useSession } from '../../../session/session-context.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { inWords } from '../../../shared/severity.tsx';
import { TextAreaField } from '../../../shared/text-area-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { WORKFLOW_STATUSES } from './fields.ts';
import { type Updated, updateFindings } from './findings-api.ts';
import type { Finding } from './paths.ts';

interface Props {
  readonly findings: readonly Finding[];
  readonly changed: () => void;
}

interface DialogProps extends Props {
  readonly status: string;
  readonly close: () => void;
}

const LONGEST_NOTE = 512;

const howMany = (count: number): string => (count === 1 ? '1 finding' : `${count} findings`);

const Unprocessed = ({ updated }: { readonly updated: Updated }) => (
  <Alert
    type="warning"
    header={`${howMany(updated.unprocessed.length)} could not be changed, ${updated.processed} were`}
  >
    <ul>
      {updated.unprocessed
        .slice(0, 20)
        .map(({ FindingIdentifier: of, ErrorCode, ErrorMessage }) => (
          <li key={`${of?.ProductArn ?? ''} ${of?.Id ?? ''}`}>
            {of?.Id}: {ErrorCode}: {ErrorMessage}
          </li>
        ))}
    </ul>
  </Alert>
);

const ChangeDialog = ({ findings, status, changed, close }: DialogProps) => {
  const aws = useAwsClient();
  const { home, role } = useSession();
  const account = useAccount();
  const { succeeded } = useNotifications();
  const action = useAction();
  const [note, setNote] = useState('');
  const [partly, setPartly] = useState<Updated>();
  const change = async (): Promise<void> => {
    await action.run(async () => {
      const text = note.trim();
      const updated = await updateFindings(aws, findings, {
        Workflow: { Status: status },
        ...(text === ''
          ? {}
          : { Note: { Text: text, UpdatedBy: role?.sessionName ?? `${home.name} (${account})` } }),
      });
      changed();
      if (updated.unprocessed.length > 0) return setPartly(updated);
      succeeded(`${howMany(updated.processed)}: workflow status ${inWords(status)}.`);
      close();
    });
  };
  return (
    <Dialog
      title={`Change workflow status of ${howMany(findings.length)} to ${inWords(status)}`}
      confirmLabel={partly === undefined ? 'Change status' : 'Try again'}
      busy={action.busy}
      error={action.error}
      disabled={note.length > LONGEST_NOTE}
      close={close}
      confirm={() => void change()}
    >
      <TextAreaField
        label="Note - optional"
        description="Replaces the note of each finding. Without one, notes stay as they are."
        constraint={`At most ${LONGEST_NOTE} characters.`}
        value={note}
        change={setNote}
      />
      {partly === undefined ? null : <Unprocessed updated={partly} />}
    </Dialog>
  );
};

/** Changes the workflow status of findings, with a note. */
export const WorkflowButtons = ({ findings, changed }: Props) => {
  const [status, setStatus] = useState<string>();
  return (
    <>
      <ButtonDropdown
        disabled={findings.length === 0}
        items={WORKFLOW_STATUSES.map((id) => ({ id, text: inWords(id) }))}
        onItemClick={({ detail }) => setStatus(detail.id)}
      >
        Set workflow status
      </ButtonDropdown>
      {status === undefined ? null : (
        <ChangeDialog
          findings={findings}
          status={status}
          changed={changed}
          close={() => setStatus(undefined)}
        />
      )}
    </>
  );
};
