import Alert from '@cloudscape-design/components/alert';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import Table from '@cloudscape-design/components/table';
import type { TargetInsight } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { useLoad } from '../../../shared/use-aws.ts';

const MOST_ACTIONS = 12;

const some = (texts: readonly string[]): string =>
  texts.length <= MOST_ACTIONS
    ? texts.join(', ')
    : `${texts.slice(0, MOST_ACTIONS).join(', ')} and ${texts.length - MOST_ACTIONS} more`;

const Power = ({ insight }: { readonly insight: TargetInsight }) => (
  <Table
    variant="embedded"
    items={insight.services}
    trackBy="service"
    header={<Header variant="h3">Effective power</Header>}
    enableKeyboardNavigation
    empty={<Box textAlign="center">It allows nothing</Box>}
    columnDefinitions={[
      { id: 'service', header: 'Service', isRowHeader: true, cell: ({ service }) => service },
      {
        id: 'levels',
        header: 'Access levels',
        cell: ({ accessLevels }) => accessLevels.join(', ') || '–',
      },
      {
        id: 'actions',
        header: 'Actions',
        cell: ({ actions, allActions }) => (allActions ? 'All' : some(actions)),
      },
    ]}
  />
);

const Target = ({ insight }: { readonly insight: TargetInsight }) => (
  <Container header={<Header variant="h2">{insight.roleArn}</Header>}>
    <SpaceBetween size="m">
      {insight.problem === undefined ? null : (
        <Alert type="error" header="The role could not be read">
          {insight.problem}
        </Alert>
      )}
      {insight.administrator ? (
        <Alert type="warning" header="This is full administration of the account">
          Everything is allowed on everything.
        </Alert>
      ) : null}
      {insight.escalation.map(({ name, actions, explanation }) => (
        <Alert key={name} type="warning" header={`Way to more: ${name}`}>
          {explanation} ({actions.join(', ')})
        </Alert>
      ))}
      <Box>
        <Box variant="strong">What the requester newly gains: </Box>
        {insight.gains.length === 0 ? 'nothing that they cannot do already' : some(insight.gains)}
      </Box>
      {insight.exfiltration.length === 0 ? null : (
        <Box>
          <Box variant="strong">Data can leave the account by: </Box>
          {some(insight.exfiltration)}
        </Box>
      )}
      {insight.permissionManagement.length === 0 ? null : (
        <Box>
          <Box variant="strong">Permissions can be changed in: </Box>
          {some(insight.permissionManagement)}
        </Box>
      )}
      <Power insight={insight} />
    </SpaceBetween>
  </Container>
);

/** What the access amounts to: the role, cut down by the session policy. */
export const Insight = ({ id }: { readonly id: string }) => {
  const broker = useBroker();
  const insight = useLoad(`insight ${id}`, (signal) =>
    broker.call('GET /v1/requests/{id}/insight', { path: { id }, signal }),
  );
  return (
    <FailureOr of={insight}>
      {({ targets }) => (
        <SpaceBetween size="l">
          {targets.map((target) => (
            <Target key={target.roleArn} insight={target} />
          ))}
        </SpaceBetween>
      )}
    </FailureOr>
  );
};
