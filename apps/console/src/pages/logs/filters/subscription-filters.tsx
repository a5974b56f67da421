import type {
  DescribeSubscriptionFiltersResponse,
  SubscriptionFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import ExpandableSection from '@cloudscape-design/components/expandable-section';
import { useState } from 'react';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { Dialog } from '../../../shared/dialog.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { RowButtons } from '../../../shared/row-buttons.tsx';
import { TextField } from '../../../shared/text-field.tsx';
import { Time } from '../../../shared/time.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { useEditing } from '../../../shared/use-editing.ts';
import { isoOf } from '../shared/names.ts';
import { FilterTester } from './tester.tsx';

type Row = Json<SubscriptionFilter>;

const COLUMNS: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Filter',
    isRowHeader: true,
    cell: ({ filterName }) => filterName,
    text: ({ filterName }) => filterName,
  },
  {
    id: 'pattern',
    header: 'Pattern',
    cell: ({ filterPattern = '' }) => (filterPattern === '' ? 'Every event' : filterPattern),
    text: ({ filterPattern }) => filterPattern,
  },
  {
    id: 'destination',
    header: 'Destination',
    cell: ({ destinationArn }) => destinationArn,
    text: ({ destinationArn }) => destinationArn,
  },
  {
    id: 'created',
    header: 'Created',
    cell: ({ creationTime }) => <Time at={isoOf(creationTime)} />,
    text: ({ creationTime }) => creationTime,
  },
];

interface Draft {
  readonly name: string;
  readonly pattern: string;
  readonly destination: string;
  readonly role: string;
}

interface FormProps {
  readonly group: string;
  readonly initial: Draft;
  readonly adding: boolean;
  readonly close: () => void;
  readonly done: () => void;
}

const FilterForm = ({ group, initial, adding, close, done }: FormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [draft, setDraft] = useState(initial);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = async (): Promise<void> => {
    const finished = await action.run(() =>
      aws.call('logs', 'PutSubscriptionFilter', {
        logGroupName: group,
        filterName: draft.name.trim(),
        filterPattern: draft.pattern,
        destinationArn: draft.destination.trim(),
        ...(draft.role.trim() === '' ? {} : { roleArn: draft.role.trim() }),
      }),
    );
    if (finished) done();
  };
  return (
    <Dialog
      title={adding ? `Create a subscription filter of ${group}` : `Edit ${draft.name}`}
      confirmLabel={adding ? 'Create subscription filter' : 'Save subscription filter'}
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={draft.name.trim() === '' || draft.destination.trim() === ''}
      close={close}
      confirm={() => void save()}
    >
      <TextField
        label="Filter name"
        disabled={!adding}
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField
        label="Filter pattern"
        constraint="Empty: every event"
        value={draft.pattern}
        change={(pattern) => change({ pattern })}
      />
      <TextField
        label="ARN of the destination"
        description="A function, which must let logs.amazonaws.com invoke it, or a destination of another account."
        value={draft.destination}
        change={(destination) => change({ destination })}
      />
      <TextField
        label="ARN of the role"
        constraint="Functions and destinations take none"
        value={draft.role}
        change={(role) => change({ role })}
      />
      <ExpandableSection headerText="Test the pattern">
        <FilterTester pattern={draft.pattern} />
      </ExpandableSection>
    </Dialog>
  );
};

const NEW: Draft = { name: '', pattern: '', destination: '', role: '' };

const draftOf = (row: Row): Draft => ({
  name: row.filterName ?? '',
  pattern: row.filterPattern ?? '',
  destination: row.destinationArn ?? '',
  role: row.roleArn ?? '',
});

interface DeleteProps {
  readonly group: string;
  readonly name: string;
  readonly done: () => void;
}

const DeleteFilter = ({ group, name, done }: DeleteProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  return (
    <ConfirmButton
      label="Delete filter"
      title={`Delete subscription filter ${name}`}
      text="Its destination gets nothing more."
      disabled={name === ''}
      act={() =>
        aws.call('logs', 'DeleteSubscriptionFilter', { logGroupName: group, filterName: name })
      }
      done={() => {
        succeeded(`Subscription filter ${name} deleted.`);
        done();
      }}
    />
  );
};

/** What of a group is sent on as it comes in. */
export const SubscriptionFilters = ({ group }: { readonly group: string }) => {
  const aws = useAwsClient();
  const list = useEditing<Row, Draft>();
  const { selected, select, row, edited, close, turn, changed } = list;
  return (
    <>
      <AwsTable
        title="Subscription filters"
        name="subscriptions"
        columns={COLUMNS}
        loadKey={`subscriptions ${group} ${turn}`}
        load={pagesOf<DescribeSubscriptionFiltersResponse, Row>(
          aws,
          {
            service: 'logs',
            operation: 'DescribeSubscriptionFilters',
            input: { logGroupName: group },
          },
          ({ subscriptionFilters }) => subscriptionFilters,
        )}
        idOf={({ filterName = '' }) => filterName}
        empty="No subscription filters"
        filterLabel="Filter subscription filters"
        selection={{ type: 'single', selected, select }}
        actions={
          <RowButtons
            chosen={row !== undefined}
            edit={() => (row === undefined ? undefined : list.edit(draftOf(row)))}
            createLabel="Create subscription filter"
            create={() => list.add(NEW)}
          >
            <DeleteFilter group={group} name={row?.filterName ?? ''} done={changed} />
          </RowButtons>
        }
      />
      {edited === undefined ? null : (
        <FilterForm
          group={group}
          initial={edited.draft}
          adding={edited.adding}
          close={close}
          done={changed}
        />
      )}
    </>
  );
};
