import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import Table from '@cloudscape-design/components/table';
import type { Cut, IssuedSession, RequestView } from '../../../access/broker-types.ts';
import { Time } from '../../../shared/time.tsx';
import { SessionButtons } from '../shared/session-buttons.tsx';

const STATES: Readonly<
  Record<IssuedSession['state'], readonly [StatusIndicatorProps.Type, string]>
> = {
  issuing: ['pending', 'Being made'],
  issued: ['success', 'Given out'],
  unknown: ['warning', 'AWS did not answer'],
  failed: ['error', 'Failed'],
};

const CUTS: Readonly<Record<Cut['state'], readonly [StatusIndicatorProps.Type, string]>> = {
  'none-issued': ['success', 'There was no session to end'],
  applying: ['in-progress', 'Sessions are being ended'],
  applied: ['in-progress', 'Ended in AWS; being tried out'],
  probed: ['success', 'Sessions are dead: tried with their own credentials'],
  unproven: ['error', 'It could not be proved that the sessions are dead'],
};

const CutState = ({ cut }: { readonly cut: Cut }) => {
  const [type, text] = CUTS[cut.state];
  return (
    <Box>
      <StatusIndicator type={type}>{text}</StatusIndicator>
      {cut.latencyMilliseconds === undefined ? null : (
        <Box color="text-body-secondary">
          {Math.round(cut.latencyMilliseconds)} ms from the decision to the first refused call
        </Box>
      )}
    </Box>
  );
};

/** Sessions of the request: ways to open one while it is live, those given out, and how they were ended. */
export const Sessions = ({
  view,
  reload,
}: {
  readonly view: RequestView;
  readonly reload: () => void;
}) => {
  const { request, sessions, cuts, may } = view;
  return (
    <Container header={<Header variant="h2">Sessions</Header>}>
      <SpaceBetween size="m">
        {may.invoke
          ? request.targets.map((target, index) => (
              <SpaceBetween key={target.roleArn} size="xs">
                <Box variant="strong">
                  {target.roleName} in {target.accountName}
                </Box>
                <SessionButtons
                  requestId={request.id}
                  grant={index + 1}
                  target={target}
                  done={reload}
                />
              </SpaceBetween>
            ))
          : null}
        {cuts.map((cut) => (
          <CutState key={cut.grant} cut={cut} />
        ))}
        <Table
          variant="embedded"
          items={sessions}
          trackBy="id"
          enableKeyboardNavigation
          empty={<Box textAlign="center">No session was opened</Box>}
          columnDefinitions={[
            {
              id: 'name',
              header: 'Session name in CloudTrail',
              isRowHeader: true,
              cell: ({ roleSessionName }) => roleSessionName,
            },
            { id: 'kind', header: 'For', cell: ({ kind }) => (kind === 'cli' ? 'CLI' : 'Console') },
            {
              id: 'state',
              header: 'State',
              cell: ({ state }) => (
                <StatusIndicator type={STATES[state][0]}>{STATES[state][1]}</StatusIndicator>
              ),
            },
            { id: 'asked', header: 'Opened at', cell: ({ askedAt }) => <Time at={askedAt} /> },
            { id: 'ends', header: 'Ends at', cell: ({ expiresAt }) => <Time at={expiresAt} /> },
          ]}
        />
      </SpaceBetween>
    </Container>
  );
};
