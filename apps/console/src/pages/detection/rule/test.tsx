import Button from '@cloudscape-design/components/button';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { ChoiceField } from '../../../shared/choice-field.tsx';
import { ErrorAlert } from '../../../shared/error-alert.tsx';
import { useAction } from '../../../shared/use-aws.ts';
import { type Counted, countFound, countText } from '../search/count.ts';
import { Section } from '../shared/section.tsx';
import { Timeline } from '../shared/timeline.tsx';

const HOUR = 3_600_000;
const SHOWN = 20;

const RANGES: readonly (readonly [value: string, label: string])[] = [
  ['1', 'Last hour'],
  ['24', 'Last day'],
  ['168', 'Last 7 days'],
  ['2160', 'Last 90 days'],
];

/** What the patterns of a rule would have taken of the stored events. */
export const RuleTest = ({ patterns }: { readonly patterns: readonly string[] }) => {
  const action = useAction();
  const [hours, setHours] = useState('24');
  const [found, setFound] = useState<Counted>();
  const run = async (): Promise<void> => {
    setFound(undefined);
    await action.run(async () => {
      const from = new Date(Date.now() - Number(hours) * HOUR).toISOString();
      setFound(await countFound(patterns.map((pattern) => ({ pattern, from }))));
    });
  };
  return (
    <Section
      title="Test on stored events"
      description="What its patterns take of the management events that CloudTrail keeps. Exclusions, expected callers and thresholds leave some of it out when the rule runs."
    >
      <SpaceBetween size="m">
        <ChoiceField label="Events of" value={hours} options={RANGES} change={setHours} />
        <Button loading={action.busy} onClick={() => void run()}>
          Test rule
        </Button>
        <ErrorAlert error={action.error} />
        {found === undefined ? null : (
          <>
            <StatusIndicator type={found.count === 0 ? 'stopped' : 'success'}>
              {countText(found)}
            </StatusIndicator>
            <Timeline
              label="Events that the rule takes"
              items={found.events.slice(0, SHOWN).map((event) => ({
                event,
                kind: event.errorCode === null ? 'context' : 'failed',
              }))}
            />
          </>
        )}
      </SpaceBetween>
    </Section>
  );
};
