import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import type { ListClustersResponse } from '@aws-sdk/client-ecs';
import type { GetAccountSummaryResponse } from '@aws-sdk/client-iam';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { ReactNode } from 'react';
import { useAwsClient, useSession } from '../../session/session-context.tsx';
import { AwsTable } from '../../shared/aws-table.tsx';
import { Facts } from '../../shared/facts.tsx';
import { GoButton } from '../../shared/go-button.tsx';
import { PageLink } from '../../shared/link.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { NotVisibleOrError } from '../../shared/not-visible.tsx';
import { Page } from '../../shared/page.tsx';
import { useAws } from '../../shared/use-aws.ts';
import { EVENT_COLUMNS } from '../events/columns.tsx';
import type { EventRow } from '../events/event.ts';

const Count = ({ value, to }: { readonly value: number | undefined; readonly to: string }) => (
  <PageLink to={to}>{value === undefined ? '…' : String(value)}</PageLink>
);

const IamCounts = () => {
  const summary = useAws<GetAccountSummaryResponse>({
    service: 'iam',
    operation: 'GetAccountSummary',
    input: {},
  });
  const counts = summary.data?.SummaryMap;
  return (
    <Container header={<Header variant="h2">Identity and Access Management</Header>}>
      {summary.error === undefined ? (
        <Facts
          columns={4}
          items={[
            ['Users', <Count key="users" value={counts?.Users} to="/iam/users" />],
            ['User groups', <Count key="groups" value={counts?.Groups} to="/iam/groups" />],
            ['Roles', <Count key="roles" value={counts?.Roles} to="/iam/roles" />],
            [
              'Customer policies',
              <Count key="policies" value={counts?.Policies} to="/iam/policies?type=Local" />,
            ],
          ]}
        />
      ) : (
        <NotVisibleOrError error={summary.error} retry={summary.reload} />
      )}
    </Container>
  );
};

const EcsCounts = () => {
  const aws = useAwsClient();
  const clusters = useAws<ListClustersResponse>({
    service: 'ecs',
    operation: 'ListClusters',
    input: { maxResults: 100 },
  });
  const count = clusters.data?.clusterArns?.length;
  return (
    <Container header={<Header variant="h2">Elastic Container Service</Header>}>
      {clusters.error === undefined ? (
        <Facts
          columns={4}
          items={[
            ['Clusters', <Count key="clusters" value={count} to="/ecs/clusters" />],
            ['Region', aws.region],
          ]}
        />
      ) : (
        <NotVisibleOrError error={clusters.error} retry={clusters.reload} />
      )}
    </Container>
  );
};

const Who = () => {
  const { home, role, mfa } = useSession();
  const items: [string, ReactNode][] = [
    ['Account', role?.account ?? home.account],
    ['Acting as', role?.arn ?? home.arn],
    ['Signed in with MFA', mfa ? 'Yes' : 'No'],
  ];
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <SpaceBetween direction="horizontal" size="xs">
              <GoButton to="/explorer">What may I do?</GoButton>
            </SpaceBetween>
          }
        >
          Your session
        </Header>
      }
    >
      <Facts items={items} />
    </Container>
  );
};

const RecentEvents = () => {
  const aws = useAwsClient();
  return (
    <AwsTable
      title="Recent events"
      calm
      columns={EVENT_COLUMNS}
      loadKey="recent"
      load={async (_token, signal) => {
        const load = pagesOf<LookupEventsResponse, EventRow>(
          aws,
          { service: 'cloudtrail', operation: 'LookupEvents', count: 10 },
          ({ Events }) => Events,
        );
        const { items } = await load(undefined, signal);
        return { items };
      }}
      idOf={({ EventId = '' }) => EventId}
      empty="No events yet"
      filterLabel="Filter events"
      actions={<GoButton to="/events">Event history</GoButton>}
    />
  );
};

export const Component = () => (
  <Page title="Home" description="The embedded cloud: AWS services that really enforce IAM.">
    <Who />
    <ColumnLayout columns={2}>
      <IamCounts />
      <EcsCounts />
    </ColumnLayout>
    <RecentEvents />
  </Page>
);
