import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import type { RequestState } from '../../../access/broker-types.ts';

const SHOWN: Readonly<Record<RequestState, readonly [StatusIndicatorProps.Type, string]>> = {
  pending: ['pending', 'Waiting for approval'],
  scheduled: ['pending', 'Approved, starts later'],
  active: ['success', 'Live'],
  ended: ['stopped', 'Ended'],
  revoked: ['error', 'Ended early'],
  rejected: ['error', 'Rejected'],
  cancelled: ['stopped', 'Taken back'],
  expired: ['stopped', 'Not decided in time'],
};

export const stateText = (state: RequestState): string => SHOWN[state][1];

export const RequestStateIndicator = ({ state }: { readonly state: RequestState }) => {
  const [type, text] = SHOWN[state];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
};
