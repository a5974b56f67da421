import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { rulePathOf } from '../../event-buses/shared/names.ts';
import { groupPath } from '../../logs/shared/names.ts';
import { functionPath } from '../shared/names.ts';
import { findTriggers, removeTrigger, type Trigger } from './find-triggers.ts';

export const kindText = ({ kind }: Trigger): string => {
  switch (kind) {
    case 'logs':
      return 'CloudWatch Logs';
    case 'events':
      return 'EventBridge';
    case 'other':
      return 'Permission';
    default:
      return kind satisfies never;
  }
};

export const SourceLink = ({ trigger }: { readonly trigger: Trigger }) => {
  const { kind, source, sourceArn } = trigger;
  if (kind === 'logs') return <PageLink to={groupPath(source)}>{source}</PageLink>;
  if (kind === 'events' && sourceArn !== undefined)
    return <PageLink to={rulePathOf(sourceArn)}>{source}</PageLink>;
  return source;
};

const detailText = ({ kind, filters }: Trigger): string => {
  if (kind !== 'logs') return '–';
  if (filters.length === 0) return 'No subscription filter sends here';
  return filters
    .map(({ filterName = '', filterPattern = '' }) =>
      filterPattern === '' ? `Filter ${filterName}` : `Filter ${filterName}: ${filterPattern}`,
    )
    .join(', ');
};

const COLUMNS: readonly Column<Trigger>[] = [
  {
    id: 'source',
    header: 'Source',
    isRowHeader: true,
    cell: (trigger) => <SourceLink trigger={trigger} />,
    text: ({ source }) => source,
  },
  { id: 'kind', header: 'Kind', cell: kindText, text: kindText },
  { id: 'detail', header: 'What it sends', cell: detailText, text: detailText },
  {
    id: 'principal',
    header: 'Who may invoke',
    cell: ({ principal }) => principal,
    text: ({ principal }) => principal,
  },
  {
    id: 'statement',
    header: 'Statement ID',
    cell: ({ statementId }) => statementId,
    text: ({ statementId }) => statementId,
  },
];

interface Props {
  readonly name: string;
  readonly arn: string;
  readonly changed: () => void;
}

/** Who may invoke the function by its policy, and what is set up to. */
export const Triggers = ({ name, arn, changed }: Props) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Trigger[]>([]);
  const [turn, setTurn] = useState(0);
  const [trigger] = selected;
  const add = (
    <GoButton to={`${functionPath(name)}/add-trigger`} variant="primary">
      Add trigger
    </GoButton>
  );
  return (
    <AwsTable
      title="Triggers"
      name="triggers"
      description="The statements of the function's policy, with what uses them."
      columns={COLUMNS}
      loadKey={`triggers ${arn} ${turn}`}
      load={async (_token, signal) => ({ items: await findTriggers(aws, arn, signal) })}
      idOf={({ statementId }) => statementId}
      empty="No triggers: nobody but the account itself invokes it"
      filterLabel="Filter triggers"
      selection={{ type: 'single', selected, select }}
      actions={
        <>
          <ConfirmButton
            label="Remove"
            title={`Remove trigger ${trigger?.source ?? ''}`}
            text="Its subscription filters or targets are deleted, and the permission with them."
            disabled={trigger === undefined}
            act={async () => (trigger === undefined ? undefined : removeTrigger(aws, arn, trigger))}
            done={() => {
              succeeded(`Trigger ${trigger?.source ?? ''} removed.`);
              select([]);
              setTurn((before) => before + 1);
              changed();
            }}
          />
          {add}
        </>
      }
    />
  );
};
