import type { DescribeMetricFiltersResponse, MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import Button from '@cloudscape-design/components/button';
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
import { TextField } from '../../../shared/text-field.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { FilterTester } from './tester.tsx';

type Row = Json<MetricFilter>;

const metricOf = ({ metricTransformations: [metric] = [] }: Row): string =>
  `${metric?.metricNamespace ?? ''} / ${metric?.metricName ?? ''}`;

const valueOf = ({ metricTransformations: [metric] = [] }: Row): string =>
  metric?.metricValue ?? '–';

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
  { id: 'metric', header: 'Metric', cell: metricOf, text: metricOf },
  { id: 'value', header: 'Value', cell: valueOf, text: valueOf },
];

interface Draft {
  readonly name: string;
  readonly pattern: string;
  readonly namespace: string;
  readonly metric: string;
  readonly value: string;
  readonly otherwise: string;
}

const NEW: Draft = {
  name: '',
  pattern: '{ $.level = "error" }',
  namespace: '',
  metric: '',
  value: '1',
  otherwise: '',
};

const MetricFields = ({
  draft,
  change,
}: {
  readonly draft: Draft;
  readonly change: (part: Partial<Draft>) => void;
}) => (
  <>
    <TextField
      label="Metric namespace"
      value={draft.namespace}
      change={(namespace) => change({ namespace })}
    />
    <TextField label="Metric name" value={draft.metric} change={(metric) => change({ metric })} />
    <TextField
      label="Metric value"
      constraint="A number, or a field of the pattern such as $.code"
      value={draft.value}
      change={(value) => change({ value })}
    />
    <TextField
      label="Value where nothing matches"
      constraint="May stay empty"
      value={draft.otherwise}
      change={(otherwise) => change({ otherwise })}
    />
  </>
);

interface FormProps {
  readonly group: string;
  readonly close: () => void;
  readonly done: () => void;
}

const FilterForm = ({ group, close, done }: FormProps) => {
  const aws = useAwsClient();
  const action = useAction();
  const [draft, setDraft] = useState(NEW);
  const change = (part: Partial<Draft>): void => setDraft((before) => ({ ...before, ...part }));
  const save = async (): Promise<void> => {
    const finished = await action.run(() =>
      aws.call('logs', 'PutMetricFilter', {
        logGroupName: group,
        filterName: draft.name.trim(),
        filterPattern: draft.pattern,
        metricTransformations: [
          {
            metricNamespace: draft.namespace.trim(),
            metricName: draft.metric.trim(),
            metricValue: draft.value.trim(),
            ...(draft.otherwise.trim() === '' ? {} : { defaultValue: Number(draft.otherwise) }),
          },
        ],
      }),
    );
    if (finished) done();
  };
  return (
    <Dialog
      title={`Create a metric filter of ${group}`}
      confirmLabel="Create metric filter"
      size="large"
      busy={action.busy}
      error={action.error}
      disabled={[draft.name, draft.namespace, draft.metric].some((text) => text.trim() === '')}
      close={close}
      confirm={() => void save()}
    >
      <TextField
        label="Filter name"
        constraint="A filter of that name is replaced"
        value={draft.name}
        change={(name) => change({ name })}
      />
      <TextField
        label="Filter pattern"
        value={draft.pattern}
        change={(pattern) => change({ pattern })}
      />
      <ExpandableSection headerText="Test the pattern" defaultExpanded>
        <FilterTester pattern={draft.pattern} />
      </ExpandableSection>
      <MetricFields draft={draft} change={change} />
    </Dialog>
  );
};

/** What of a group is counted. */
export const MetricFilters = ({ group }: { readonly group: string }) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const [selected, select] = useState<readonly Row[]>([]);
  const [creating, setCreating] = useState(false);
  const [turn, setTurn] = useState(0);
  const name = selected[0]?.filterName ?? '';
  const changed = (): void => {
    setCreating(false);
    select([]);
    setTurn((before) => before + 1);
  };
  return (
    <>
      <AwsTable
        title="Metric filters"
        name="metrics"
        columns={COLUMNS}
        loadKey={`metrics ${group} ${turn}`}
        load={pagesOf<DescribeMetricFiltersResponse, Row>(
          aws,
          { service: 'logs', operation: 'DescribeMetricFilters', input: { logGroupName: group } },
          ({ metricFilters }) => metricFilters,
        )}
        idOf={({ filterName = '' }) => filterName}
        empty="No metric filters"
        filterLabel="Filter metric filters"
        selection={{ type: 'single', selected, select }}
        actions={
          <>
            <ConfirmButton
              label="Delete filter"
              title={`Delete metric filter ${name}`}
              text="Nothing is counted by it from then on."
              disabled={name === ''}
              act={() =>
                aws.call('logs', 'DeleteMetricFilter', { logGroupName: group, filterName: name })
              }
              done={() => {
                succeeded(`Metric filter ${name} deleted.`);
                changed();
              }}
            />
            <Button variant="primary" onClick={() => setCreating(true)}>
              Create metric filter
            </Button>
          </>
        }
      />
      {creating ? (
        <FilterForm group={group} close={() => setCreating(false)} done={changed} />
      ) : null}
    </>
  );
};
