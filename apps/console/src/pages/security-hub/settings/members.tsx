import type {
  CreateMembersResponse,
  ListMembersResponse,
  Member,
} from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { inWords } from '../../../shared/severity.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { requireAll, useChange } from './use-change.ts';

type Row = Json<Member>;

const columns: readonly Column<Row>[] = [
  {
    id: 'account',
    header: 'Account',
    isRowHeader: true,
    cell: ({ AccountId = '' }) => AccountId,
    text: ({ AccountId }) => AccountId,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ MemberStatus }) => inWords(MemberStatus),
    text: ({ MemberStatus }) => MemberStatus,
  },
  { id: 'mail', header: 'Email', cell: ({ Email = '–' }) => Email, text: ({ Email }) => Email },
  {
    id: 'updated',
    header: 'Updated',
    cell: ({ UpdatedAt }) => <Time at={UpdatedAt} />,
    text: ({ UpdatedAt }) => UpdatedAt,
  },
];

interface AddProps {
  readonly close: () => void;
  readonly added: (account: string) => void;
}

const AddDialog = ({ close, added }: AddProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [account, setAccount] = useState('');
  const add = async (): Promise<void> => {
    const AccountId = account.trim();
    const made = await action.run(async () => {
      const { UnprocessedAccounts = [] } = await aws.call<CreateMembersResponse>(
        'securityhub',
        'CreateMembers',
        { AccountDetails: [{ AccountId }] },
      );
      requireAll(
        UnprocessedAccounts.map((one) => ({
          id: one.AccountId ?? AccountId,
          reason: one.ProcessingResult ?? 'not processed',
        })),
      );
    });
    if (made) added(AccountId);
  };
  return (
    <Dialog
      title="Enable member"
      confirmLabel="Enable"
      busy={action.busy}
      error={action.error}
      disabled={account.trim() === ''}
      close={close}
      confirm={() => void add()}
    >
      <TextField
        label="Account ID"
        description="An account of the organization. It is enabled in this Region."
        value={account}
        change={setAccount}
      />
    </Dialog>
  );
};

/** The accounts whose findings the administrator sees in this Region. */
export const Members = () => {
  const aws = useAwsClient();
  const change = useChange();
  const [selected, select] = useState<readonly Row[]>([]);
  const [adding, setAdding] = useState(false);
  const account = selected[0]?.AccountId ?? '';
  return (
    <>
      <AwsTable
        title="Members"
        description={`In ${aws.region}.`}
        columns={columns}
        loadKey={`members ${aws.region} ${change.turn}`}
        load={pagesOf<ListMembersResponse, Row>(
          aws,
          {
            service: 'securityhub',
            operation: 'ListMembers',
            input: { OnlyAssociated: false },
            count: 50,
          },
          ({ Members: members }) => members,
        )}
        idOf={({ AccountId = '' }) => AccountId}
        empty="No members: this account sees its own findings only"
        filterLabel="Filter members"
        name="members"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Disassociate"
              title={`Disassociate ${account}`}
              text="Its findings are no longer seen here; they stay in the account."
              disabled={account === ''}
              act={() => aws.call('securityhub', 'DisassociateMembers', { AccountIds: [account] })}
              done={() => {
                change.done(`Account ${account} disassociated.`);
                select([]);
              }}
            />
            <Button variant="primary" onClick={() => setAdding(true)}>
              Enable member
            </Button>
          </>
        }
      />
      {adding ? (
        <AddDialog
          close={() => setAdding(false)}
          added={(added) => {
            change.done(`Account ${added} is a member.`);
            setAdding(false);
          }}
        />
      ) : null}
    </>
  );
};
