import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useSearchParams } from 'react-router';
import { useAwsClient, useAccount } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { Copyable } from '../../../shared/copyable.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Page } from '../../../shared/page.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { EVENT_COLUMNS } from '../../events/columns.tsx';
import type { EventRow } from '../../events/event.ts';
import { factsOf } from '../shared/facts-of.ts';
import { getFindings } from '../shared/findings-api.ts';
import { FindingsTable } from '../shared/findings-table.tsx';
import { type Finding, historyPath, recordedName } from '../shared/paths.ts';

/** What the latest finding says of the resource. */
const Known = ({ id, finding }: { readonly id: string; readonly finding: Finding | undefined }) => {
  const resource = finding?.Resources?.find(({ Id }) => Id === id);
  const { Type, Region, Tags, Details, ApplicationName } = resource ?? {};
  return (
    <Container
      header={
        <Header variant="h2" description="As the finding that was updated last tells it.">
          Resource
        </Header>
      }
    >
      <Facts
        items={[
          ['Resource ID', <Copyable key="id" text={id} what="Resource ID" />],
          ['Type', Type],
          ['Account', finding?.AwsAccountId],
          ['Region', Region ?? finding?.Region],
          ['Application', ApplicationName],
          ...Object.entries(Tags ?? {}).map(([key, value]) => [`Tag ${key}`, value] as const),
          ...factsOf(Details),
        ]}
      />
    </Container>
  );
};

const Recorded = ({ name }: { readonly name: string }) => {
  const aws = useAwsClient();
  const account = useAccount();
  const LookupAttributes = [{ AttributeKey: 'ResourceName', AttributeValue: name }];
  return (
    <AwsTable
      title="What CloudTrail recorded"
      description={`Calls about ${name} in account ${account}, ${aws.region}. Another account's events are in its own event history.`}
      columns={EVENT_COLUMNS}
      loadKey={`events ${aws.region} ${name}`}
      load={pagesOf<LookupEventsResponse, EventRow>(
        aws,
        { service: 'cloudtrail', operation: 'LookupEvents', input: { LookupAttributes } },
        ({ Events }) => Events,
      )}
      idOf={({ EventId = '' }) => EventId}
      empty="No events about it here"
      filterLabel="Filter these events"
      name="events"
      calm
    />
  );
};

/** Everything that is known of one resource. */
export const Component = () => {
  const [search] = useSearchParams();
  const aws = useAwsClient();
  const id = search.get('id') ?? '';
  const about = [{ field: 'ResourceId', operator: '=', value: id }];
  const latest = useLoad(`resource ${aws.region} ${id}`, async (signal) => {
    const filters = { ResourceId: [{ Value: id, Comparison: 'EQUALS' }] };
    return (await getFindings(aws, { filters, size: 1 }, signal)).findings;
  });
  const name = recordedName(id);
  return (
    <Page title={name} actions={<GoButton to={historyPath(name)}>Event history</GoButton>}>
      <SpaceBetween size="l">
        <FailureOr of={latest}>{([finding]) => <Known id={id} finding={finding} />}</FailureOr>
        <FindingsTable
          title="Findings"
          conditions={about}
          empty="No findings about this resource among what this session sees"
        />
        <Recorded name={name} />
      </SpaceBetween>
    </Page>
  );
};
