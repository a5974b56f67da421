import type {
  AttachedPolicy,
  GetRolePolicyResponse,
  ListAttachedRolePoliciesResponse,
  ListRolePoliciesResponse,
} from '@aws-sdk/client-iam';
import Button from '@cloudscape-design/components/button';
import Link from '@cloudscape-design/components/link';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable, type Column } from '../../../shared/aws-table.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { AttachDialog } from './attach-dialog.tsx';
import { readable } from './document.ts';
import { type Holder, nameInput } from './holder.ts';
import { InlineDialog } from './inline-dialog.tsx';
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

interface Open {
  readonly policy?: { readonly name: string; readonly document: string };
}

/** Policies that live and die with a user, group or role. */
export const InlinePolicies = ({ holder }: { readonly holder: Holder }) => {
  const aws = useAwsClient();
  const { failed } = useNotifications();
  const [selected, select] = useState<readonly string[]>([]);
  const [open, setOpen] = useState<Open>();
  const [turn, setTurn] = useState(0);
  const action = useAction();
  const [name = ''] = selected;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  const show = (policyName: string): void => {
    void action.run(async () => {
      const input = { ...nameInput(holder), PolicyName: policyName };
      const { PolicyDocument } = await aws.call<GetRolePolicyResponse>(
        'iam',
        `Get${holder.kind}Policy`,
        input,
      );
      setOpen({ policy: { name: policyName, document: readable(PolicyDocument) } });
    });
  };
  if (action.error !== undefined) {
    failed(action.error, 'The policy could not be shown');
    action.clear();
  }
  const columns: readonly Column<string>[] = [
    {
      id: 'name',
      header: 'Policy name',
      isRowHeader: true,
      cell: (item) => (
        <Link href="#" onFollow={(event) => (event.preventDefault(), show(item))}>
          {item}
        </Link>
      ),
      text: (item) => item,
    },
  ];
  return (
    <>
      <AwsTable
        title="Inline policies"
        name="inline"
        columns={columns}
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
