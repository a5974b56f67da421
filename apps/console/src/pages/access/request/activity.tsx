import Box from '@cloudscape-design/components/box';
import ColumnLayout from '@cloudscape-design/components/column-layout';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { Activity as Answer, ActivityEvent } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';

const Actions = ({
  title,
  texts,
}: {
  readonly title: string;
  readonly texts: readonly string[];
}) => (
  <Container
    header={
      <Header variant="h3" counter={`(${texts.length})`}>
        {title}
      </Header>
    }
  >
    {texts.length === 0 ? (
      <Box color="text-body-secondary">None</Box>
    ) : (
      <ul className="gh-plain-list">
        {texts.map((text) => (
          <li key={text}>{text}</li>
        ))}
      </ul>
    )}
  </Container>
);

const Summary = ({ activity }: { readonly activity: Answer }) => (
  <ColumnLayout columns={3}>
    <Actions
      title="Used"
      texts={activity.used.map(({ action, count }) => `${action} × ${count}`)}
    />
    <Actions
      title="Denied"
      texts={activity.denied.map(
        ({ action, count, errorCode }) => `${action} × ${count} (${errorCode})`,
      )}
    />
    <Actions title="Allowed, never used" texts={activity.unused} />
  </ColumnLayout>
);

const Events = ({ events }: { readonly events: readonly ActivityEvent[] }) => (
  <Table
    items={events}
    trackBy="eventId"
    enableKeyboardNavigation
    header={
      <Header variant="h2" counter={`(${events.length})`}>
        CloudTrail events
      </Header>
    }
    empty={<Box textAlign="center">Nothing was done with this access yet</Box>}
    columnDefinitions={[
      { id: 'at', header: 'Time', cell: ({ at }) => <Time at={at} /> },
      { id: 'action', header: 'Action', isRowHeader: true, cell: ({ action }) => action },
      {
        id: 'result',
        header: 'Result',
        cell: ({ errorCode }) =>
          errorCode === undefined ? (
            <StatusIndicator type="success">Succeeded</StatusIndicator>
          ) : (
            <StatusIndicator type="error">{errorCode}</StatusIndicator>
          ),
      },
      { id: 'region', header: 'Region', cell: ({ region }) => region },
      { id: 'from', header: 'Source IP address', cell: ({ sourceIp }) => sourceIp ?? '–' },
      {
        id: 'resources',
        header: 'Resources',
        cell: ({ resources }) => resources.join(', ') || '–',
      },
      { id: 'session', header: 'Session', cell: ({ session }) => session },
    ]}
  />
);

/** What was done with the access, by CloudTrail. */
export const Activity = ({ id }: { readonly id: string }) => {
  const broker = useBroker();
  const activity = useLoad(`activity ${id}`, (signal) =>
    broker.call('GET /v1/requests/{id}/activity', { path: { id }, signal }),
  );
  return (
    <FailureOr of={activity}>
      {(answer) => (
        <SpaceBetween size="l">
          {answer.complete ? null : (
            <StatusIndicator type="warning">There are more events than are shown.</StatusIndicator>
          )}
          <Summary activity={answer} />
          <Events events={answer.events} />
        </SpaceBetween>
      )}
    </FailureOr>
  );
};
