import type { RuleState as State } from '@aws-sdk/client-eventbridge';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

export const stateText = (state: State | undefined): string => {
  switch (state) {
    case 'ENABLED':
      return 'Enabled';
    case 'ENABLED_WITH_ALL_CLOUDTRAIL_MANAGEMENT_EVENTS':
      return 'Enabled, with reads';
    case 'DISABLED':
      return 'Disabled';
    case undefined:
      return '–';
    default:
      return state satisfies never;
  }
};

export const RuleState = ({ state }: { readonly state: State | undefined }) => (
  <StatusIndicator type={state === 'DISABLED' ? 'stopped' : 'success'}>
    {stateText(state)}
  </StatusIndicator>
);
