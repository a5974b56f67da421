import type { ListEntitiesForPolicyResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { type Holder, nameInput } from '../shared/holder.ts';

const FOLDERS = { User: 'users', Group: 'groups', Role: 'roles' } as const;

const COLUMNS: readonly Column<Holder>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: ({ kind, name }) => (
      <PageLink to={`/iam/${FOLDERS[kind]}/${encodeURIComponent(name)}`}>{name}</PageLink>
    ),
    text: ({ name }) => name,
  },
  { id: 'kind', header: 'Type', cell: ({ kind }) => kind, text: ({ kind }) => kind },
];

interface DialogProps {
  readonly arn: string;
  readonly close: () => void;
  readonly attached: () => void;
}

const isKind = (value: string): value is Holder['kind'] => Object.hasOwn(FOLDERS, value);

const AttachDialog = ({ arn, close, attached }: DialogProps) => {
  const aws = useAwsClient();
  const [holder, setHolder] = useState<Holder>({ kind: 'Role', name: '' });
  const action = useAction();
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('iam', `Attach${holder.kind}Policy`, { ...nameInput(holder), PolicyArn: arn }),
    );
    if (!done) return;
    close();
    attached();
  };
  return (
    <Dialog
      title="Attach policy"
      confirmLabel="Attach policy"
      busy={action.busy}
      error={action.error}
      disabled={holder.name === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <ChoiceField
        label="Type"
        value={holder.kind}
        options={[
          ['Role', 'Role'],
          ['User', 'User'],
          ['Group', 'Group'],
        ]}
        change={(kind) => setHolder({ ...holder, kind: isKind(kind) ? kind : 'Role' })}
      />
      <TextField
        label="Name"
        value={holder.name}
        change={(name) => setHolder({ ...holder, name })}
      />
    </Dialog>
  );
};

/** Who has the policy. */
export const PolicyEntities = ({ arn }: { readonly arn: string }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Holder[]>([]);
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const [holder] = selected;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Entities attached"
        name="entities"
        columns={COLUMNS}
        loadKey={`${arn} ${turn}`}
        load={pagesOf<ListEntitiesForPolicyResponse, Holder>(
          aws,
          { service: 'iam', operation: 'ListEntitiesForPolicy', input: { PolicyArn: arn } },
          ({ PolicyUsers = [], PolicyGroups = [], PolicyRoles = [] }) => [
            ...PolicyRoles.map(({ RoleName = '' }) => ({ kind: 'Role' as const, name: RoleName })),
            ...PolicyUsers.map(({ UserName = '' }) => ({ kind: 'User' as const, name: UserName })),
            ...PolicyGroups.map(({ GroupName = '' }) => ({
              kind: 'Group' as const,
              name: GroupName,
            })),
          ],
        )}
        idOf={({ kind, name }) => `${kind}/${name}`}
        empty="Attached to nobody"
        filterLabel="Filter entities"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Detach"
              title={`Detach from ${holder?.name ?? ''}`}
              text={`${holder?.name ?? ''} loses what the policy allows.`}
              disabled={holder === undefined}
              act={async () =>
                holder === undefined
                  ? undefined
                  : aws.call('iam', `Detach${holder.kind}Policy`, {
                      ...nameInput(holder),
                      PolicyArn: arn,
                    })
              }
              done={changed}
            />
            <Button onClick={() => setOpen(true)}>Attach</Button>
          </>
        }
      />
      {open ? <AttachDialog arn={arn} close={() => setOpen(false)} attached={changed} /> : null}
    </>
  );
};
