import type {
  ListPoliciesForTargetResponse,
  ListPoliciesResponse,
  PolicySummary,
} from '@aws-sdk/client-organizations';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import { ChoiceField } from '../../shared/choice-field.tsx';
import type { Column } from '../../shared/column.ts';
import { ConfirmButton } from '../../shared/confirm.tsx';
import { Dialog } from '../../shared/dialog.tsx';
import { PageLink } from '../../shared/link.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { useAction, useAws } from '../../shared/use-aws.ts';
import { CONTROL_TYPES, type ControlType } from './control-types.ts';

type Row = Json<PolicySummary>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Policy name',
    isRowHeader: true,
    cell: ({ Id = '', Name }) => <PageLink to={`/organizations/policies/${Id}`}>{Name}</PageLink>,
    text: ({ Name }) => Name,
  },
  { id: 'id', header: 'ID', cell: ({ Id }) => Id, text: ({ Id }) => Id },
  {
    id: 'owner',
    header: 'Managed by',
    cell: ({ AwsManaged }) => (AwsManaged === true ? 'AWS' : 'Customer'),
  },
];

interface Props {
  readonly target: string;
  readonly type: ControlType;
}

interface DialogProps extends Props {
  readonly close: () => void;
  readonly attached: () => void;
}

const AttachDialog = ({ target, type, close, attached }: DialogProps) => {
  const aws = useAwsClient();
  const [policy, setPolicy] = useState('');
  const action = useAction();
  const { data, loading } = useAws<ListPoliciesResponse>({
    service: 'organizations',
    operation: 'ListPolicies',
    input: { Filter: type },
  });
  const confirm = async (): Promise<void> => {
    const done = await action.run(() =>
      aws.call('organizations', 'AttachPolicy', { PolicyId: policy, TargetId: target }),
    );
    if (!done) return;
    close();
    attached();
  };
  return (
    <Dialog
      title={`Attach policy to ${target}`}
      confirmLabel="Attach policy"
      busy={action.busy}
      error={action.error}
      disabled={policy === ''}
      close={close}
      confirm={() => void confirm()}
    >
      <ChoiceField
        label="Policy"
        value={policy}
        loading={loading}
        options={(data?.Policies ?? []).map(({ Id = '', Name = '' }) => [Id, Name] as const)}
        change={setPolicy}
      />
    </Dialog>
  );
};

/** Control policies attached to one root, unit or account itself; those above it hold for it too. */
export const AttachedControls = ({ target, type }: Props) => {
  const aws = useAwsClient();
  const [selected, select] = useState<readonly Row[]>([]);
  const [open, setOpen] = useState(false);
  const [turn, setTurn] = useState(0);
  const [policy] = selected;
  const title = CONTROL_TYPES.find(([id]) => id === type)?.[1] ?? type;
  const changed = (): void => {
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title={title}
        name={type === 'SERVICE_CONTROL_POLICY' ? 'scp' : 'rcp'}
        columns={COLUMNS}
        loadKey={`${target} ${type} ${turn}`}
        load={pagesOf<ListPoliciesForTargetResponse, Row>(
          aws,
          {
            service: 'organizations',
            operation: 'ListPoliciesForTarget',
            input: { TargetId: target, Filter: type },
          },
          ({ Policies }) => Policies,
        )}
        idOf={({ Id = '' }) => Id}
        empty="None attached here"
        filterLabel="Filter policies"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Detach"
              title={`Detach ${policy?.Name ?? ''} from ${target}`}
              text="What it allowed or denied here is no longer allowed or denied by it."
              disabled={policy === undefined}
              act={() =>
                aws.call('organizations', 'DetachPolicy', {
                  PolicyId: policy?.Id,
                  TargetId: target,
                })
              }
              done={changed}
            />
            <Button onClick={() => setOpen(true)}>Attach</Button>
          </>
        }
      />
      {open ? (
        <AttachDialog target={target} type={type} close={() => setOpen(false)} attached={changed} />
      ) : null}
    </>
  );
};
