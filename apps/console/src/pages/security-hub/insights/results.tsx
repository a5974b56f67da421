import type {
  GetInsightResultsResponse,
  GetInsightsResponse,
  Insight,
  InsightResults,
} from '@aws-sdk/client-securityhub';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { lazy, Suspense, useState } from 'react';
import { useNavigate, useSearchParams } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { Page } from '../../../shared/page.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { ActionButton } from '../shared/action-button.tsx';
import { fieldOf } from '../shared/fields.ts';
import { type Condition, conditionsOf, type Filters } from '../shared/filter.ts';
import { sendInsightToAction } from '../shared/findings-api.ts';
import { InsightDialog } from '../shared/insight-dialog.tsx';
import { findingsPath } from '../shared/paths.ts';
import type { Group } from './charts.tsx';

const Charts = lazy(async () => ({ default: (await import('./charts.tsx')).Charts }));

interface Loaded {
  readonly insight: Json<Insight>;
  readonly results: Json<InsightResults>;
}

const filtersOfInsight = ({ Filters: filters = {} }: Json<Insight>): Filters =>
  Object.fromEntries(
    Object.entries(filters).map(([name, list]) => [name, (list ?? []).map((one) => ({ ...one }))]),
  );

const groupsOf = ({ ResultValues = [] }: Json<InsightResults>): readonly Group[] =>
  ResultValues.map(({ GroupByAttributeValue: value = '', Count: count = 0 }) => ({ value, count }));

/** The findings behind one result: the group's value is one more condition. */
const drill = (
  conditions: readonly Condition[],
  attribute: string,
  value: string,
): readonly Condition[] => [
  ...conditions.filter(({ field, operator }) => !(field === attribute && operator === '=')),
  { field: attribute, operator: '=', value },
];

interface ResultsProps extends Loaded {
  readonly reload: () => void;
}

const Results = ({ insight, results }: ResultsProps) => {
  const attribute = insight.GroupByAttribute ?? '';
  const groupedBy = fieldOf(attribute)?.label ?? attribute;
  const groups = groupsOf(results);
  const { conditions, others } = conditionsOf(filtersOfInsight(insight));
  const columns: readonly Column<Group>[] = [
    {
      id: 'value',
      header: groupedBy,
      isRowHeader: true,
      cell: ({ value }) =>
        fieldOf(attribute) === undefined ? (
          value
        ) : (
          <PageLink to={findingsPath(drill(conditions, attribute, value))}>{value}</PageLink>
        ),
      text: ({ value }) => value,
    },
    { id: 'count', header: 'Findings', cell: ({ count }) => count, text: ({ count }) => count },
  ];
  return (
    <SpaceBetween size="l">
      {others.length === 0 ? null : (
        <Alert type="info">
          The insight also filters by {others.join(', ')}, which the list of findings has no field
          for: what a result leads to may be more.
        </Alert>
      )}
      <Container header={<Header variant="h2">Findings by {groupedBy.toLowerCase()}</Header>}>
        <Suspense fallback={<output>Loading the charts</output>}>
          <Charts groups={groups} groupedBy={groupedBy} />
        </Suspense>
      </Container>
      <AwsTable
        title="Results"
        columns={columns}
        loadKey={`results ${JSON.stringify(groups)}`}
        load={() => Promise.resolve({ items: groups })}
        idOf={({ value }) => value}
        empty="No findings match this insight"
        filterLabel="Filter results"
        name="results"
      />
    </SpaceBetween>
  );
};

const InsightActions = ({ insight, reload }: Omit<ResultsProps, 'results'>) => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const [editing, setEditing] = useState(false);
  const { InsightArn: arn = '', Name: name = '', GroupByAttribute: group = '' } = insight;
  const filters = filtersOfInsight(insight);
  const { conditions, others } = conditionsOf(filters);
  const isManaged = arn.startsWith('arn:aws:securityhub:::');
  return (
    <>
      <GoButton to={findingsPath(conditions)}>Show findings</GoButton>
      <ActionButton disabled={false} send={(action) => sendInsightToAction(aws, action, arn)} />
      {isManaged ? null : (
        <>
          <Button onClick={() => setEditing(true)}>Edit</Button>
          <ConfirmButton
            label="Delete"
            title={`Delete insight ${name}`}
            text="The findings that it counts stay."
            act={() => aws.call('securityhub', 'DeleteInsight', { InsightArn: arn })}
            done={() => {
              succeeded(`Insight ${name} deleted.`);
              void navigate('/security-hub/insights');
            }}
          />
        </>
      )}
      {editing ? (
        <InsightDialog
          arn={arn}
          name={name}
          group={group}
          conditions={conditions}
          others={Object.fromEntries(
            Object.entries(filters).filter(([key]) => others.includes(key)),
          )}
          close={() => setEditing(false)}
          saved={(_arn, saved) => {
            succeeded(`Insight ${saved} saved.`);
            setEditing(false);
            reload();
          }}
        />
      ) : null}
    </>
  );
};

export const Component = () => {
  const [search] = useSearchParams();
  const aws = useAwsClient();
  const arn = search.get('arn') ?? '';
  const found = useLoad(`insight ${aws.region} ${arn}`, async (signal): Promise<Loaded> => {
    const [{ Insights: [insight] = [] }, { InsightResults: results }] = await Promise.all([
      aws.call<GetInsightsResponse>('securityhub', 'GetInsights', { InsightArns: [arn] }, signal),
      aws.call<GetInsightResultsResponse>(
        'securityhub',
        'GetInsightResults',
        { InsightArn: arn },
        signal,
      ),
    ]);
    if (insight === undefined || results === undefined) throw new Error('the insight is gone');
    return { insight, results };
  });
  useWatch(found.reload);
  return (
    <Page
      title={found.data?.insight.Name ?? 'Insight'}
      actions={
        found.data === undefined ? undefined : (
          <InsightActions insight={found.data.insight} reload={found.reload} />
        )
      }
    >
      <FailureOr of={found}>{(data) => <Results {...data} reload={found.reload} />}</FailureOr>
    </Page>
  );
};
