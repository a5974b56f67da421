import SpaceBetween from '@cloudscape-design/components/space-between';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { Page } from '../../../shared/page.tsx';
import { useWatch } from '../../../shared/use-watch.ts';
import { LatestAlerts } from '../alerts/table.tsx';
import { useStatus } from '../shared/use-status.ts';
import { Calls } from './calls.tsx';
import { Tactics } from './matrix.tsx';
import { Severities } from './severities.tsx';
import { State } from './state.tsx';

/** Detection at a glance. */
export const Component = () => {
  const status = useStatus();
  useWatch(status.reload);
  return (
    <Page
      title="Detection"
      description="Unexpected behaviour in CloudTrail: rules, behaviour, insights and traps."
      actions={<GoButton to="/detection/search">Search events</GoButton>}
    >
      <FailureOr of={status}>
        {(answer) => (
          <SpaceBetween size="l">
            <State status={answer} />
            <Severities open={answer.open} />
            <Calls />
            <LatestAlerts />
            <Tactics />
          </SpaceBetween>
        )}
      </FailureOr>
    </Page>
  );
};
