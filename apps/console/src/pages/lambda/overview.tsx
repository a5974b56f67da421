import type { FunctionConfiguration } from '@aws-sdk/client-lambda';
import Box from '@cloudscape-design/components/box';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Json } from '../../api/json.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { GoButton } from '../../shared/go-button.tsx';
import { PageLink } from '../../shared/link.tsx';
import { NotVisibleOrError } from '../../shared/not-visible.tsx';
import { useLoad } from '../../shared/use-aws.ts';
import { groupPath } from '../logs/shared/names.ts';
import { functionPath } from './shared/names.ts';
import { findTriggers } from './triggers/find-triggers.ts';
import { kindText, SourceLink } from './triggers/table.tsx';

interface Props {
  readonly configuration: Json<FunctionConfiguration>;
  /** Changes when triggers have. */
  readonly turn: number;
}

const TriggerList = ({ arn, turn }: { readonly arn: string; readonly turn: number }) => {
  const aws = useAwsClient();
  const found = useLoad(`overview ${arn} ${turn}`, (signal) => findTriggers(aws, arn, signal));
  if (found.error !== undefined)
    return <NotVisibleOrError error={found.error} retry={found.reload} />;
  if (found.data === undefined) return <Box color="text-body-secondary">Loading triggers</Box>;
  return found.data.length === 0 ? (
    <Box color="text-body-secondary">None yet</Box>
  ) : (
    <ul className="gh-plain-list" aria-label="Triggers">
      {found.data.map((trigger) => (
        <li key={trigger.statementId}>
          {kindText(trigger)}: <SourceLink trigger={trigger} />
        </li>
      ))}
    </ul>
  );
};

/** What calls the function, what it is, and where it writes. */
export const Overview = ({ configuration, turn }: Props) => {
  const { FunctionName = '', FunctionArn = '', State, LoggingConfig } = configuration;
  const group = LoggingConfig?.LogGroup ?? `/aws/lambda/${FunctionName}`;
  return (
    <Container
      header={
        <Header
          variant="h2"
          actions={
            <GoButton to={`${functionPath(FunctionName)}/add-trigger`}>Add trigger</GoButton>
          }
        >
          Function overview
        </Header>
      }
    >
      <SpaceBetween size="m">
        <Facts
          items={[
            ['Triggers', <TriggerList key="triggers" arn={FunctionArn} turn={turn} />],
            [
              'State',
              <StatusIndicator key="state" type={State === 'Active' ? 'success' : 'pending'}>
                {State}
              </StatusIndicator>,
            ],
            [
              'Log group',
              <PageLink key="logs" to={groupPath(group)}>
                {group}
              </PageLink>,
            ],
            ['Description', configuration.Description],
            ['Last change', configuration.LastModified],
            ['ARN', <Copyable key="arn" text={FunctionArn} what="ARN" />],
          ]}
        />
      </SpaceBetween>
    </Container>
  );
};
