import type { GetRolePolicyResponse, ListRolePoliciesResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { toApiError } from '../../../api/api-error.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { readable } from './document.ts';
import { type Holder, nameInput } from './holder.ts';
import { InlineDialog } from './inline-dialog.tsx';

interface Open {
  readonly policy?: { readonly name: string; readonly document: string };
}

const columnsFor = (show: (name: string) => void): readonly Column<string>[] => [
  {
    id: 'name',
    header: 'Policy name',
    isRowHeader: true,
    cell: (item) => (
      <Button variant="inline-link" onClick={() => show(item)}>
        {item}
      </Button>
    ),
    text: (item) => item,
  },
];

/** Loads a policy and opens it, or says why it cannot. */
const useShowPolicy = (holder: Holder, open: (open: Open) => void): ((name: string) => void) => {
  const aws = useAwsClient();
  const { failed } = useNotifications();
  const show = async (name: string): Promise<void> => {
    try {
      const { PolicyDocument } = await aws.call<GetRolePolicyResponse>(
        'iam',
        `Get${holder.kind}Policy`,
        { ...nameInput(holder), PolicyName: name },
      );
      open({ policy: { name, document: readable(PolicyDocument) } });
    } catch (error) {
      failed(toApiError(error), 'The policy could not be shown');
    }
  };
  return (name) => void show(name);
};

/** Policies that live and die with a user, group or role. */
export const InlinePolicies = ({ holder }: { readonly holder: Holder }) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly string[]>([]);
  const [open, setOpen] = useState<Open>();
  const [turn, setTurn] = useState(0);
  const show = useShowPolicy(holder, setOpen);
  const [name = ''] = selected;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Inline policies"
        name="inline"
        columns={columnsFor(show)}
        loadKey={`${holder.kind} ${holder.name} ${turn}`}
        load={pagesOf<ListRolePoliciesResponse, string>(
          aws,
          { service: 'iam', operation: `List${holder.kind}Policies`, input: nameInput(holder) },
          ({ PolicyNames }) => PolicyNames,
        )}
        idOf={(item) => item}
        empty="No inline policies"
        filterLabel="Filter inline policies"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Delete"
              title={`Delete inline policy ${name}`}
              text={`${holder.name} loses what ${name} allows. The policy cannot be brought back.`}
              disabled={name === ''}
              act={() =>
                aws.call('iam', `Delete${holder.kind}Policy`, {
                  ...nameInput(holder),
                  PolicyName: name,
                })
              }
              done={changed}
            />
            <Button onClick={() => setOpen({})}>Create inline policy</Button>
          </>
        }
      />
      {open === undefined ? null : (
        <InlineDialog
          holder={holder}
          policy={open.policy}
          close={() => setOpen(undefined)}
          saved={changed}
        />
      )}
    </>
  );
};
