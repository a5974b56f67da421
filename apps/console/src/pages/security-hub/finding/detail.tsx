import Alert from '@cloudscape-design/components/alert';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Page } from '../../../shared/page.tsx';
import { UrlTabs } from '../../../shared/url-tabs.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { ActionButton } from '../shared/action-button.tsx';
import { getFindings, sendToAction } from '../shared/findings-api.ts';
import type { Finding } from '../shared/paths.ts';
import { WorkflowButtons } from '../shared/workflow-buttons.tsx';
import { History } from './history.tsx';
import { Details, Resources, Source } from './sections.tsx';

const equals = (
  value: string,
): readonly { readonly Value: string; readonly Comparison: string }[] => [
  { Value: value, Comparison: 'EQUALS' },
];

const Content = ({ finding }: { readonly finding: Finding }) => (
  <UrlTabs
    label="Finding"
    keep={['id', 'product']}
    tabs={[
      ['details', 'Details', <Details key="details" finding={finding} />],
      [
        'resources',
        `Resources (${finding.Resources?.length ?? 0})`,
        <Resources key="resources" finding={finding} />,
      ],
      ['history', 'History', <History key="history" finding={finding} />],
      ['json', 'JSON', <Source key="json" finding={finding} />],
    ]}
  />
);

/** One finding, by the two parts of its identifier. */
export const Component = () => {
  const [search] = useSearchParams();
  const aws = useAwsClient();
  const id = search.get('id') ?? '';
  const product = search.get('product') ?? '';
  const found = useLoad(`finding ${aws.region} ${product} ${id}`, async (signal) => {
    const { findings } = await getFindings(
      aws,
      { filters: { Id: equals(id), ProductArn: equals(product) }, size: 1 },
      signal,
    );
    return findings[0] ?? null;
  });
  useWatch(found.reload);
  const finding = found.data ?? undefined;
  const actions =
    finding === undefined ? undefined : (
      <>
        <WorkflowButtons findings={[finding]} changed={found.reload} />
        <ActionButton disabled={false} send={(arn) => sendToAction(aws, arn, [finding])} />
      </>
    );
  return (
    <Page title={finding?.Title ?? 'Finding'} actions={actions}>
      <FailureOr of={found}>
        {(value) =>
          value === null ? (
            <Alert type="info" header="No such finding">
              It is not among what this session sees in this Region. Findings are deleted 90 days
              after their last update.
            </Alert>
          ) : (
            <Content finding={value} />
          )
        }
      </FailureOr>
    </Page>
  );
};
