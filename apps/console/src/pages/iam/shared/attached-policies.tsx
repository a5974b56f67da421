import type { AttachedPolicy, ListAttachedRolePoliciesResponse } from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { AttachDialog } from './attach-dialog.tsx';
import { type Holder, nameInput } from './holder.ts';
import { policyPath } from './policy-picker.tsx';

type Attached = Json<AttachedPolicy>;

const ATTACHED: readonly Column<Attached>[] = [
  {
    id: 'name',
    header: 'Policy name',
    isRowHeader: true,
    cell: ({ PolicyName, PolicyArn }) => (
      <PageLink to={policyPath(PolicyArn)}>{PolicyName}</PageLink>
    ),
    text: ({ PolicyName }) => PolicyName,
  },
  {
    id: 'type',
    header: 'Type',
    cell: ({ PolicyArn }) =>
      PolicyArn?.startsWith('arn:aws:iam::aws:') === true ? 'AWS managed' : 'Customer managed',
  },
];

/** Managed policies of a user, group or role: seen, attached, detached. */
export const AttachedPolicies = ({ holder }: { readonly holder: Holder }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Attached[]>([]);
  const [attaching, setAttaching] = useState(false);
  const [turn, setTurn] = useState(0);
  const [policy] = selected;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Attached policies"
        name="attached"
        columns={ATTACHED}
        loadKey={`${holder.kind} ${holder.name} ${turn}`}
        load={pagesOf<ListAttachedRolePoliciesResponse, Attached>(
          aws,
          {
            service: 'iam',
            operation: `ListAttached${holder.kind}Policies`,
            input: nameInput(holder),
          },
          ({ AttachedPolicies: policies }) => policies,
        )}
        idOf={({ PolicyArn = '' }) => PolicyArn}
        empty="No policies are attached"
        filterLabel="Filter attached policies"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Detach"
              title={`Detach ${policy?.PolicyName ?? ''}`}
              text={`${holder.name} loses what ${policy?.PolicyName ?? 'the policy'} allows.`}
              disabled={policy === undefined}
              act={() =>
                aws.call('iam', `Detach${holder.kind}Policy`, {
                  ...nameInput(holder),
                  PolicyArn: policy?.PolicyArn,
                })
              }
              done={() => {
                succeeded(`Detached ${policy?.PolicyName ?? ''}.`);
                changed();
              }}
            />
            <Button onClick={() => setAttaching(true)}>Attach policies</Button>
          </>
        }
      />
      {attaching ? (
        <AttachDialog holder={holder} close={() => setAttaching(false)} attached={changed} />
      ) : null}
    </>
  );
};
