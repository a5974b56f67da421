import type {
  ListRulesResponse,
  ListTargetsByRuleResponse,
  Rule,
} from '@aws-sdk/client-eventbridge';
import Box from '@cloudscape-design/components/box';
import Button from '@cloudscape-design/components/button';
import { type ReactNode, useState } from 'react';
import { toApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { rulePath } from '../shared/names.ts';
import { deleteRule } from './delete-rule.ts';
import { RuleState, stateText } from './state.tsx';

interface Row {
  readonly rule: Json<Rule>;
  /** Undefined where the session may list rules and not their targets. */
  readonly targets: readonly string[] | undefined;
}

const kindOf = ({ ScheduleExpression }: Json<Rule>): string => ScheduleExpression ?? 'Pattern';

const columns = (bus: string): readonly Column<Row>[] => [
  {
    id: 'name',
    header: 'Rule',
    isRowHeader: true,
    cell: ({ rule: { Name = '' } }) => <PageLink to={rulePath(bus, Name)}>{Name}</PageLink>,
    text: ({ rule }) => rule.Name,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ rule }) => <RuleState state={rule.State} />,
    text: ({ rule }) => stateText(rule.State),
  },
  {
    id: 'kind',
    header: 'Set off by',
    cell: ({ rule }) => kindOf(rule),
    text: ({ rule }) => kindOf(rule),
  },
  {
    id: 'targets',
    header: 'Targets',
    cell: ({ targets }) =>
      targets === undefined ? (
        '–'
      ) : targets.length === 0 ? (
        <Box color="text-status-inactive">None yet</Box>
      ) : (
        targets.join(', ')
      ),
    text: ({ targets }) => targets?.join(' '),
  },
  {
    id: 'description',
    header: 'Description',
    cell: ({ rule: { Description = '–' } }) => Description,
    text: ({ rule }) => rule.Description,
  },
];

/** `lambda: function:falco` */
const shortened = (arn: string): string => {
  const [, , service = '', , , ...resource] = arn.split(':');
  return `${service} ${resource.join(':')}`;
};

const loadRows =
  (aws: Aws, bus: string): LoadPage<Row> =>
  async (token, signal) => {
    const load = pagesOf<ListRulesResponse, Json<Rule>>(
      aws,
      { service: 'events', operation: 'ListRules', input: { EventBusName: bus }, count: 20 },
      ({ Rules }) => Rules,
    );
    const page = await load(token, signal);
    const rowOf = async (rule: Json<Rule>): Promise<Row> => {
      try {
        const { Targets = [] } = await aws.call<ListTargetsByRuleResponse>(
          'events',
          'ListTargetsByRule',
          { Rule: rule.Name, EventBusName: bus, Limit: 100 },
          signal,
        );
        return { rule, targets: Targets.map(({ Arn = '' }) => shortened(Arn)) };
      } catch {
        return { rule, targets: undefined };
      }
    };
    return { items: await Promise.all(page.items.map(rowOf)), token: page.token };
  };

interface ActionProps {
  readonly bus: string;
  readonly rule: Json<Rule> | undefined;
  readonly changed: (what: string) => void;
}

const RuleActions = ({ bus, rule, changed }: ActionProps) => {
  const aws = useAwsClient();
  const { failed } = useNotifications();
  const action = useAction();
  const { Name = '', State } = rule ?? {};
  const enabled = State !== undefined && State !== 'DISABLED';
  const turn = async (): Promise<void> => {
    await action.run(async () => {
      try {
        await aws.call('events', enabled ? 'DisableRule' : 'EnableRule', {
          Name,
          EventBusName: bus,
        });
        changed(`Rule ${Name} ${enabled ? 'disabled' : 'enabled'}.`);
      } catch (error) {
        failed(toApiError(error), `Rule ${Name}`);
      }
    });
  };
  return (
    <>
      <Button disabled={Name === ''} loading={action.busy} onClick={() => void turn()}>
        {enabled || Name === '' ? 'Disable' : 'Enable'}
      </Button>
      <ConfirmButton
        label="Delete"
        title={`Delete rule ${Name}`}
        text="Its targets are taken off, then it is deleted. What already waits for them is still delivered."
        disabled={Name === ''}
        act={() => deleteRule(aws, bus, Name)}
        done={() => changed(`Rule ${Name} deleted.`)}
      />
    </>
  );
};

interface Props {
  readonly bus: string;
  readonly headingTag?: 'h1' | 'h2';
  readonly extraFilter?: ReactNode;
}

/** The rules of a bus, with where they send. */
export const RulesTable = ({ bus, headingTag = 'h2', extraFilter }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Row[]>([]);
  const [turn, setTurn] = useState(0);
  const create = `/eventbridge/rules/create?bus=${encodeURIComponent(bus)}`;
  return (
    <AwsTable
      title="Rules"
      headingTag={headingTag}
      variant={headingTag === 'h1' ? 'full-page' : 'container'}
      columns={columns(bus)}
      loadKey={`rules ${aws.region} ${bus} ${turn}`}
      load={loadRows(aws, bus)}
      idOf={({ rule: { Name = '' } }) => Name}
      empty="No rules: nothing listens to this bus"
      emptyAction={<GoButton to={create}>Create rule</GoButton>}
      filterLabel="Filter rules"
      extraFilter={extraFilter}
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          <RuleActions
            bus={bus}
            rule={selected[0]?.rule}
            changed={(what) => {
              succeeded(what);
              select([]);
              setTurn((before) => before + 1);
            }}
          />
          <GoButton to={create} variant="primary">
            Create rule
          </GoButton>
        </>
      }
    />
  );
};
