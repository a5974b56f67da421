import type { DescribeMetricFiltersResponse, MetricFilter } from '@aws-sdk/client-cloudwatch-logs';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { RowButtons } from '../../../shared/row-buttons.tsx';
import { useEditing } from '../../../shared/use-editing.ts';
import { createAlarmPath } from '../../cloudwatch/shared/paths.ts';
import {
  metricFilterDraft,
  type MetricFilterDraft,
  MetricFilterForm,
  NEW_METRIC_FILTER,
} from './metric-filter-form.tsx';

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

/** The form of an alarm on the filter's metric. Series of a metric with dimensions are chosen there. */
const alarmFor = ({ filterName = '', metricTransformations: [metric] = [] }: Row): string =>
  createAlarmPath({
    name: filterName,
    namespace: metric?.metricNamespace ?? '',
    metric: metric?.metricName ?? '',
    description: `Metric filter ${filterName}`,
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
      title={`Delete metric filter ${name}`}
      text="Nothing is counted by it from then on."
      disabled={name === ''}
      act={() => aws.call('logs', 'DeleteMetricFilter', { logGroupName: group, filterName: name })}
      done={() => {
        succeeded(`Metric filter ${name} deleted.`);
        done();
      }}
    />
  );
};

/** What of a group is counted. */
export const MetricFilters = ({ group }: { readonly group: string }) => {
  const aws = useAwsClient();
  const list = useEditing<Row, MetricFilterDraft>();
  const { selected, select, row, edited, close, turn, changed } = list;
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
        wrapLines
        selection={{ type: 'single', selected, select }}
        actions={
          <RowButtons
            chosen={row !== undefined}
            edit={() => (row === undefined ? undefined : list.edit(metricFilterDraft(row)))}
            createLabel="Create metric filter"
            create={() => list.add(NEW_METRIC_FILTER)}
          >
            <DeleteFilter group={group} name={row?.filterName ?? ''} done={changed} />
            <GoButton disabled={row === undefined} to={row === undefined ? '#' : alarmFor(row)}>
              Create alarm
            </GoButton>
          </RowButtons>
        }
      />
      {edited === undefined ? null : (
        <MetricFilterForm
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
