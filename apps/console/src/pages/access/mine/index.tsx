import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import type { AccessRequest } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Page } from '../../../shared/page.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { Countdown } from '../shared/countdown.tsx';
import { requestPages } from '../shared/load-requests.ts';
import { OWN_COLUMNS, requestPath } from '../shared/request-columns.tsx';
import { SessionButtons } from '../shared/session-buttons.tsx';

const Live = ({
  request,
  over,
}: {
  readonly request: AccessRequest;
  readonly over: () => void;
}) => (
  <Container
    header={
      <Header
        variant="h3"
        description={request.justification}
        actions={<PageLink to={requestPath(request)}>{request.id}</PageLink>}
      >
        Ends in{' '}
        {request.endsAt === undefined ? '–' : <Countdown until={request.endsAt} over={over} />}
      </Header>
    }
  >
    <SpaceBetween size="m">
      {request.targets.map((target, index) => (
        <SpaceBetween key={target.roleArn} size="xs">
          <Box>
            <Box variant="strong">{target.roleName}</Box> in {target.accountName} ({target.account})
          </Box>
          <SessionButtons requestId={request.id} grant={index + 1} target={target} />
        </SpaceBetween>
      ))}
    </SpaceBetween>
  </Container>
);

const LiveAccess = () => {
  const broker = useBroker();
  const live = useLoad('live', (signal) =>
    broker.call('GET /v1/requests', { query: { scope: 'mine', state: 'active' }, signal }),
  );
  return (
    <FailureOr of={live}>
      {({ requests }) =>
        requests.length === 0 ? (
          <Container header={<Header variant="h2">Live access</Header>}>
            <Box color="text-body-secondary">You have no elevated access right now.</Box>
          </Container>
        ) : (
          <SpaceBetween size="m">
            <Header variant="h2" counter={`(${requests.length})`}>
              Live access
            </Header>
            {requests.map((request) => (
              <Live key={request.id} request={request} over={live.reload} />
            ))}
          </SpaceBetween>
        )
      }
    </FailureOr>
  );
};

export const Component = () => {
  const broker = useBroker();
  const create = (
    <GoButton to="/access/requests/create" variant="primary">
      Request access
    </GoButton>
  );
  return (
    <Page
      title="My access"
      description="Elevated access that you have, have had, or have asked for."
      actions={create}
    >
      <LiveAccess />
      <AwsTable
        title="My requests"
        columns={OWN_COLUMNS}
        loadKey="mine"
        load={requestPages(broker, { scope: 'mine' })}
        idOf={({ id }) => id}
        empty="You have not asked for access yet"
        emptyAction={create}
        filterLabel="Filter requests"
      />
    </Page>
  );
};
