import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';

interface Props {
  readonly kind: 'instance' | 'cluster';
  /** Undefined: nothing is chosen. */
  readonly id: string | undefined;
  /** An instance of a cluster leaves its data there. */
  readonly isMember?: boolean;
  readonly deleted: () => void;
}

const requestOf = (
  { kind, id, isMember = false }: Props,
  last: string | undefined,
): readonly [operation: string, input: object] => {
  const name = kind === 'instance' ? { DBInstanceIdentifier: id } : { DBClusterIdentifier: id };
  const snapshot =
    last === undefined
      ? { SkipFinalSnapshot: true }
      : { SkipFinalSnapshot: false, FinalDBSnapshotIdentifier: last };
  return [
    kind === 'instance' ? 'DeleteDBInstance' : 'DeleteDBCluster',
    { ...name, ...(isMember ? {} : snapshot) },
  ];
};

interface LastSnapshot {
  readonly choice: string;
  readonly name: string;
}

interface LastFields {
  readonly last: LastSnapshot;
  readonly change: (last: LastSnapshot) => void;
}

const LastSnapshotFields = ({ last, change }: LastFields) => (
  <>
    <ChoiceField
      label="Final snapshot"
      value={last.choice}
      options={[
        ['take', 'Take a snapshot first'],
        ['skip', 'Delete without a snapshot'],
      ]}
      change={(choice) => change({ ...last, choice })}
    />
    {last.choice === 'take' ? (
      <TextField
        label="Snapshot name"
        value={last.name}
        change={(name) => change({ ...last, name })}
      />
    ) : null}
  </>
);

const consequence = (isMember: boolean): string =>
  isMember
    ? 'The instance is gone for good. The data stays in its cluster.'
    : 'The database and its automated backups are gone for good. Only a snapshot remains.';

/** Asks whether a last snapshot is to be taken, and deletes. */
export const DeleteDatabase = (props: Props) => {
  const { kind, id = '', isMember = false, deleted } = props;
  const aws = useAwsClient();
  const action = useAction();
  const [last, setLast] = useState<LastSnapshot>();
  const takes = last?.choice === 'take' && !isMember;
  const name = last?.name.trim() ?? '';
  const close = (): void => {
    setLast(undefined);
    action.clear();
  };
  const confirm = async (): Promise<void> => {
    const [operation, input] = requestOf(props, takes ? name : undefined);
    if (!(await action.run(() => aws.call('rds', operation, input)))) return;
    close();
    deleted();
  };
  return (
    <>
      <Button
        disabled={id === ''}
        onClick={() => setLast({ choice: 'take', name: `${id}-final-snapshot` })}
      >
        Delete
      </Button>
      {last === undefined ? null : (
        <Dialog
          title={`Delete ${kind === 'instance' ? 'database' : 'cluster'} ${id}`}
          confirmLabel="Delete"
          busy={action.busy}
          error={action.error}
          disabled={takes && name === ''}
          close={close}
          confirm={() => void confirm()}
        >
          <span>{consequence(isMember)}</span>
          {isMember ? null : <LastSnapshotFields last={last} change={setLast} />}
        </Dialog>
      )}
    </>
  );
};
