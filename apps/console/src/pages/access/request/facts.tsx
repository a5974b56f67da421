import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import type { ReactNode } from 'react';
import type { AccessRequest } from '../../../access/broker-types.ts';
import { Facts } from '../../../shared/facts.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { Countdown } from '../shared/countdown.tsx';
import { durationText } from '../shared/duration.ts';
import { RequestStateIndicator } from '../shared/request-state.tsx';
import { TargetList } from '../shared/target-list.tsx';

const timesOf = (request: AccessRequest): readonly (readonly [string, ReactNode])[] => [
  ['Requested at', <Time key="created" at={request.createdAt} />],
  ...(request.state === 'pending'
    ? ([['Decide until', <Time key="pending" at={request.pendingUntil} />]] as const)
    : []),
  ...(request.startsAt === undefined
    ? []
    : ([['Starts at', <Time key="starts" at={request.startsAt} />]] as const)),
  ...(request.endsAt === undefined
    ? []
    : ([['Ends at', <Time key="ends" at={request.endsAt} />]] as const)),
  ...(request.closedAt === undefined
    ? []
    : ([['Closed at', <Time key="closed" at={request.closedAt} />]] as const)),
];

/** What the request is, and where it stands. */
export const RequestFacts = ({
  request,
  over,
}: {
  readonly request: AccessRequest;
  readonly over: () => void;
}) => (
  <Container header={<Header variant="h2">Request</Header>}>
    <Facts
      items={[
        ['State', <RequestStateIndicator key="state" state={request.state} />],
        ...(request.state === 'active' && request.endsAt !== undefined
          ? ([['Ends in', <Countdown key="left" until={request.endsAt} over={over} />]] as const)
          : []),
        ['Requested by', `${request.requester.name} (${request.requester.email ?? 'no e-mail'})`],
        ['Access', <TargetList key="access" targets={request.targets} />],
        ['Duration', durationText(request.durationSeconds)],
        ['Justification', request.justification],
        ...Object.entries(request.fields),
        ...timesOf(request),
        ...(request.closedReason === undefined ? [] : ([['Why', request.closedReason]] as const)),
        ...(request.automatic === undefined
          ? []
          : ([['No approval needed', request.automatic]] as const)),
        ...(request.extends === undefined
          ? []
          : ([
              [
                'Prolongs',
                <PageLink key="extends" to={`/access/requests/${request.extends}`}>
                  {request.extends}
                </PageLink>,
              ],
            ] as const)),
        ['Break-glass', request.breakGlass ? 'Yes' : 'No'],
        ['Access policy', `Version ${request.policyVersion}`],
      ]}
    />
  </Container>
);
