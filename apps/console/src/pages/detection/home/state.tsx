import Alert from '@cloudscape-design/components/alert';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { SourceState, StatusAnswer } from '../../../api/detection/status.ts';
import { Facts } from '../../../shared/facts.tsx';
import { Time } from '../../../shared/time.tsx';
import { Section } from '../shared/section.tsx';

const STATES = {
  starting: ['in-progress', 'Starting'],
  running: ['success', 'Running'],
  standby: ['info', 'Standing by: another node does it'],
  failed: ['error', 'Failed'],
} as const;

const Source = ({ source }: { readonly source: SourceState }) => (
  <StatusIndicator type={source.problem === undefined ? 'success' : 'error'} wrapText>
    {source.kind === 'queue' ? 'Queue' : 'Log group'} {source.name.split('/').at(-1)}
    {source.problem === undefined ? null : `: ${source.problem}`}
  </StatusIndicator>
);

/** Whether detection runs, and on what. */
export const State = ({ status }: { readonly status: StatusAnswer }) => {
  const [type, text] = STATES[status.state];
  const { events, rules, findings, sources } = status;
  return (
    <Section title="Detection">
      <SpaceBetween size="m">
        <Facts
          columns={4}
          items={[
            [
              'State',
              <StatusIndicator key="state" type={type}>
                {text}
              </StatusIndicator>,
            ],
            ['Events seen', events.seen.toLocaleString('en')],
            ['Newest event', <Time key="last" at={events.lastAt} />],
            ['Rules', `${rules.enabled} of ${rules.total} on`],
          ]}
        />
        {sources.length === 0 ? (
          <StatusIndicator type="warning">No source of events is set up</StatusIndicator>
        ) : (
          <SpaceBetween size="xxs">
            {sources.map((source) => (
              <Source key={source.name} source={source} />
            ))}
          </SpaceBetween>
        )}
        {findings.waiting === 0 ? null : (
          <Alert type="warning" header={`${findings.waiting} findings wait for Security Hub`}>
            {findings.problem ?? 'They are sent as soon as it takes them.'}
          </Alert>
        )}
      </SpaceBetween>
    </Section>
  );
};
