import type {
  AutomationRulesMetadata,
  BatchDeleteAutomationRulesResponse,
  BatchUpdateAutomationRulesResponse,
  ListAutomationRulesResponse,
} from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { RuleDialog } from './rule-dialog.tsx';
import { requireAll, useChange } from './use-change.ts';

type Row = Json<AutomationRulesMetadata>;

const columns: readonly Column<Row>[] = [
  {
    id: 'order',
    header: 'Order',
    cell: ({ RuleOrder }) => RuleOrder,
    text: ({ RuleOrder }) => RuleOrder,
  },
  {
    id: 'name',
    header: 'Rule',
    isRowHeader: true,
    cell: ({ RuleName = '' }) => RuleName,
    text: ({ RuleName }) => RuleName,
  },
  {
    id: 'status',
    header: 'Status',
    cell: ({ RuleStatus }) => (
      <StatusIndicator type={RuleStatus === 'ENABLED' ? 'success' : 'stopped'}>
        {RuleStatus === 'ENABLED' ? 'Enabled' : 'Disabled'}
      </StatusIndicator>
    ),
    text: ({ RuleStatus }) => RuleStatus,
  },
  {
    id: 'last',
    header: 'Last rule',
    cell: ({ IsTerminal }) => (IsTerminal === true ? 'Yes' : 'No'),
    text: ({ IsTerminal }) => String(IsTerminal),
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ Description = '' }) => Description,
    text: ({ Description }) => Description,
  },
];

const failuresOf = (
  list: BatchDeleteAutomationRulesResponse['UnprocessedAutomationRules'],
): { readonly id: string; readonly reason: string }[] =>
  (list ?? []).map(({ RuleArn = '', ErrorMessage = '' }) => ({
    id: RuleArn,
    reason: ErrorMessage,
  }));

interface ActionProps {
  readonly rule: Row | undefined;
  readonly change: ReturnType<typeof useChange>;
  readonly deselect: () => void;
}

const removeRule = async (aws: Aws, arn: string | undefined): Promise<void> => {
  const answer = await aws.call<BatchDeleteAutomationRulesResponse>(
    'securityhub',
    'BatchDeleteAutomationRules',
    { AutomationRulesArns: [arn] },
  );
  requireAll(failuresOf(answer.UnprocessedAutomationRules));
};

const updateRule = async (aws: Aws, item: object): Promise<void> => {
  const answer = await aws.call<BatchUpdateAutomationRulesResponse>(
    'securityhub',
    'BatchUpdateAutomationRules',
    { UpdateAutomationRulesRequestItems: [item] },
  );
  requireAll(failuresOf(answer.UnprocessedAutomationRules));
};

const RuleActions = ({ rule, change, deselect }: ActionProps) => {
  const aws = useAwsClient();
  const { RuleArn, RuleName: name = '', RuleOrder: order = 1, RuleStatus: status } = rule ?? {};
  const isEnabled = status === 'ENABLED';
  const update = (done: string, members: object): void =>
    void change.run(done, () => updateRule(aws, { RuleArn, ...members })).then(deselect);
  const button = (label: string, isPossible: boolean, done: string, members: object) => (
    <Button
      disabled={rule === undefined || !isPossible}
      loading={change.busy}
      onClick={() => update(done, members)}
    >
      {label}
    </Button>
  );
  return (
    <>
      {button('Earlier', order > 1, `Rule ${name} is applied earlier.`, { RuleOrder: order - 1 })}
      {button('Later', true, `Rule ${name} is applied later.`, { RuleOrder: order + 1 })}
      {isEnabled || rule === undefined
        ? button('Disable', true, `Rule ${name} disabled.`, { RuleStatus: 'DISABLED' })
        : button('Enable', true, `Rule ${name} enabled.`, { RuleStatus: 'ENABLED' })}
      <ConfirmButton
        label="Delete"
        title={`Delete rule ${name}`}
        text="What it changed stays as it is."
        disabled={rule === undefined}
        act={() => removeRule(aws, RuleArn)}
        done={() => {
          change.done(`Rule ${name} deleted.`);
          deselect();
        }}
      />
    </>
  );
};

/** Rules that change findings when they come or are updated. */
export const AutomationRules = () => {
  const aws = useAwsClient();
  const change = useChange();
  const [selected, select] = useState<readonly Row[]>([]);
  const [creating, setCreating] = useState(false);
  return (
    <>
      <AwsTable
        title="Automation rules"
        columns={columns}
        loadKey={`rules ${aws.region} ${change.turn}`}
        load={pagesOf<ListAutomationRulesResponse, Row>(
          aws,
          { service: 'securityhub', operation: 'ListAutomationRules' },
          ({ AutomationRulesMetadata: rules }) => rules,
        )}
        idOf={({ RuleArn = '' }) => RuleArn}
        empty="No automation rules"
        filterLabel="Filter rules"
        name="rules"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <RuleActions rule={selected[0]} change={change} deselect={() => select([])} />
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create rule
            </Button>
          </>
        }
      />
      {creating ? (
        <RuleDialog
          order={1}
          close={() => setCreating(false)}
          created={(name) => {
            setCreating(false);
            change.done(`Rule ${name} created.`);
          }}
        />
      ) : null}
    </>
  );
};
