import type { GetInsightsResponse, Insight } from '@aws-sdk/client-securityhub';
import Button from '@cloudscape-design/components/button';
import { useState } from 'react';
import { useNavigate } from 'react-router';
import type { Json } from '../../../api/json.ts';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { fieldOf } from '../shared/fields.ts';
import { OPEN } from '../shared/filter.ts';
import { InsightDialog } from '../shared/insight-dialog.tsx';
import { insightPath } from '../shared/paths.ts';

type Row = Json<Insight>;

// arn:aws:securityhub:::insight/securityhub/default/1
const kindOf = ({ InsightArn = '' }: Row): string =>
  InsightArn.startsWith('arn:aws:securityhub:::') ? 'Managed by AWS' : 'Custom';

const groupOf = ({ GroupByAttribute = '' }: Row): string =>
  fieldOf(GroupByAttribute)?.label ?? GroupByAttribute;

const columns: readonly Column<Row>[] = [
  {
    id: 'name',
    header: 'Insight',
    isRowHeader: true,
    cell: ({ InsightArn = '', Name = '' }) => (
      <PageLink to={insightPath(InsightArn)}>{Name}</PageLink>
    ),
    text: ({ Name }) => Name,
  },
  { id: 'kind', header: 'Kind', cell: kindOf, text: kindOf },
  { id: 'group', header: 'Grouped by', cell: groupOf, text: groupOf },
];

export const Component = () => {
  const aws = useAwsClient();
  const navigate = useNavigate();
  const { succeeded } = useNotifications();
  const [creating, setCreating] = useState(false);
  usePageTitle('Insights');
  return (
    <>
      <AwsTable
        title="Insights"
        headingTag="h1"
        variant="full-page"
        description="Findings that belong together, counted by what they have in common."
        columns={columns}
        loadKey={`insights ${aws.region}`}
        load={pagesOf<GetInsightsResponse, Row>(
          aws,
          { service: 'securityhub', operation: 'GetInsights' },
          ({ Insights }) => Insights,
        )}
        idOf={({ InsightArn = '' }) => InsightArn}
        empty="No insights"
        filterLabel="Filter insights"
        actions={
          <Button variant="primary" onClick={() => setCreating(true)}>
            Create insight
          </Button>
        }
      />
      {creating ? (
        <InsightDialog
          conditions={OPEN}
          close={() => setCreating(false)}
          saved={(arn, name) => {
            succeeded(`Insight ${name} created.`);
            void navigate(insightPath(arn));
          }}
        />
      ) : null}
    </>
  );
};
