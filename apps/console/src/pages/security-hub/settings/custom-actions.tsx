import type { ActionTarget, DescribeActionTargetsResponse } from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useChange } from './use-change.ts';

type Row = Json<ActionTarget>;

const columns: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Custom action',
    isRowHeader: true,
    cell: ({ Name = '' }) => Name,
    text: ({ Name }) => Name,
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description = '' }) => Description,
    text: ({ Description }) => Description,
  },
  {
    id: 'arn',
    header: 'ARN for event patterns',
    cell: ({ ActionTargetArn }) => <Copyable text={ActionTargetArn} what="ARN" />,
    text: ({ ActionTargetArn }) => ActionTargetArn,
  },
];

interface EditProps {
  /** Undefined: a new one. */
  readonly action: Row | undefined;
  readonly close: () => void;
  readonly saved: (name: string) => void;
}

const EditDialog = ({ action, close, saved }: EditProps) => {
  const aws = useAwsClient();
  const saving = useAction();
  const [name, setName] = useState(action?.Name ?? '');
  const [description, setDescription] = useState(action?.Description ?? '');
  const [id, setId] = useState('');
  const save = async (): Promise<void> => {
    const input = { Name: name.trim(), Description: description.trim() };
    const done = await saving.run(() =>
      action === undefined
        ? aws.call('securityhub', 'CreateActionTarget', { ...input, Id: id.trim() })
        : aws.call('securityhub', 'UpdateActionTarget', {
            ...input,
            ActionTargetArn: action.ActionTargetArn,
          }),
    );
    if (done) saved(input.Name);
  };
  return (
    <Dialog
      title={action === undefined ? 'Create custom action' : `Edit custom action ${name}`}
      confirmLabel={action === undefined ? 'Create custom action' : 'Save custom action'}
      busy={saving.busy}
      error={saving.error}
      disabled={name.trim() === '' || description.trim() === ''}
      close={close}
      confirm={() => void save()}
    >
      <TextField
        label="Action name"
        constraint="At most 20 characters."
        value={name}
        change={setName}
      />
      <TextField label="Action description" value={description} change={setDescription} />
      {action === undefined ? (
        <TextField
          label="Custom action ID"
          constraint="Letters and digits, at most 20; it is the end of the ARN and stays."
          value={id}
          change={setId}
        />
      ) : null}
    </Dialog>
  );
};

type Edited = 'new' | 'selected';

interface ActionsProps {
  readonly action: Row | undefined;
  readonly edit: (what: Edited) => void;
  readonly deleted: (name: string) => void;
}

const ListActions = ({ action, edit, deleted }: ActionsProps) => {
  const aws = useAwsClient();
  const { Name: name = '', ActionTargetArn } = action ?? {};
  return (
    <>
      <Button disabled={action === undefined} onClick={() => edit('selected')}>
        Edit
      </Button>
      <ConfirmButton
        label="Delete"
        title={`Delete custom action ${name}`}
        text="Rules of EventBridge for it stay, and hear nothing more."
        disabled={action === undefined}
        act={() => aws.call('securityhub', 'DeleteActionTarget', { ActionTargetArn })}
        done={() => deleted(name)}
      />
      <Button variant="primary" onClick={() => edit('new')}>
        Create custom action
      </Button>
    </>
  );
};

/** Buttons of findings and insights that send them to EventBridge. */
export const CustomActions = () => {
  const aws = useAwsClient();
  const change = useChange();
  const [selected, select] = useState<readonly Row[]>([]);
  const [editing, setEditing] = useState<Edited>();
  const [action] = selected;
  return (
    <>
      <AwsTable
        title="Custom actions"
        description="A rule of EventBridge whose pattern names the ARN under resources gets what is sent."
        columns={columns}
        loadKey={`custom-actions ${aws.region} ${change.turn}`}
        load={pagesOf<DescribeActionTargetsResponse, Row>(
          aws,
          { service: 'securityhub', operation: 'DescribeActionTargets' },
          ({ ActionTargets }) => ActionTargets,
        )}
        idOf={({ ActionTargetArn = '' }) => ActionTargetArn}
        empty="No custom actions"
        filterLabel="Filter custom actions"
        name="actions"
        selection={{ type: 'single', selected, select }}
        actions={
          <ListActions
            action={action}
            edit={setEditing}
            deleted={(name) => {
              change.done(`Custom action ${name} deleted.`);
              select([]);
            }}
          />
        }
      />
      {editing === undefined ? null : (
        <EditDialog
          action={editing === 'new' ? undefined : action}
          close={() => setEditing(undefined)}
          saved={(saved) => {
            setEditing(undefined);
            select([]);
            change.done(`Custom action ${saved} saved.`);
          }}
        />
      )}
    </>
  );
};
