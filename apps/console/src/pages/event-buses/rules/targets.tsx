import type { ListTargetsByRuleResponse, Target } from '@aws-sdk/client-eventbridge';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { RowButtons } from '../../../shared/row-buttons.tsx';
import { useEditing } from '../../../shared/use-editing.ts';
import { removeTargets } from './delete-rule.ts';
import { draftOf, NEW_TARGET, type TargetDraft } from './target-draft.ts';
import { TargetForm } from './target-form.tsx';

type Row = Json<Target>;

const inputText = ({ Input, InputPath, InputTransformer }: Row): string => {
  if (InputTransformer !== undefined) return 'Transformed';
  if (InputPath !== undefined) return InputPath;
  return Input === undefined ? 'Whole event' : 'Constant';
};

const retryText = ({ RetryPolicy }: Row): string =>
  `${RetryPolicy?.MaximumRetryAttempts ?? 185} times in ${RetryPolicy?.MaximumEventAgeInSeconds ?? 86_400} s`;

const COLUMNS: readonly Column<Row>[] = [
  { id: 'id', header: 'ID', isRowHeader: true, cell: ({ Id }) => Id, text: ({ Id }) => Id },
  { id: 'arn', header: 'Target', cell: ({ Arn }) => Arn, text: ({ Arn }) => Arn },
  { id: 'input', header: 'Given', cell: inputText, text: inputText },
  {
    id: 'role',
    header: 'Role',
    cell: ({ RoleArn = '–' }) => RoleArn,
    text: ({ RoleArn }) => RoleArn,
  },
  { id: 'retry', header: 'Retries', cell: retryText },
  {
    id: 'dead',
    header: 'Dead-letter queue',
    cell: ({ DeadLetterConfig }) => DeadLetterConfig?.Arn ?? '–',
    text: ({ DeadLetterConfig }) => DeadLetterConfig?.Arn,
  },
];

interface Props {
  readonly bus: string;
  readonly rule: string;
}

/** Where a rule sends what it takes. */
export const Targets = ({ bus, rule }: Props) => {
  const aws = useAwsClient();
  const list = useEditing<Row, TargetDraft>();
  const { selected, select, row, edited, close, turn, changed } = list;
  return (
    <>
      <AwsTable
        title="Targets"
        name="targets"
        columns={COLUMNS}
        loadKey={`targets ${bus} ${rule} ${turn}`}
        load={pagesOf<ListTargetsByRuleResponse, Row>(
          aws,
          {
            service: 'events',
            operation: 'ListTargetsByRule',
            input: { Rule: rule, EventBusName: bus },
          },
          (output) => output.Targets,
        )}
        idOf={({ Id = '' }) => Id}
        empty="No targets: what the rule takes goes nowhere"
        filterLabel="Filter targets"
        selection={{ type: 'single', selected, select }}
        actions={
          <RowButtons
            chosen={row !== undefined}
            edit={() => (row === undefined ? undefined : list.edit(draftOf(row)))}
            createLabel="Add target"
            create={() => list.add(NEW_TARGET)}
          >
            <ConfirmButton
              label="Remove"
              title={`Remove target ${row?.Id ?? ''}`}
              text="Nothing more is sent there."
              disabled={row === undefined}
              act={() => removeTargets(aws, bus, rule, [row?.Id ?? ''])}
              done={changed}
            />
          </RowButtons>
        }
      />
      {edited === undefined ? null : (
        <TargetForm
          bus={bus}
          rule={rule}
          initial={edited.draft}
          adding={edited.adding}
          close={close}
          done={changed}
        />
      )}
    </>
  );
};
