import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';

const STATES: Readonly<Record<string, readonly [StatusIndicatorProps.Type, string]>> = {
  OK: ['success', 'OK'],
  ALARM: ['error', 'In alarm'],
  INSUFFICIENT_DATA: ['pending', 'Insufficient data'],
};

export const stateText = (state: string | undefined): string =>
  STATES[state ?? '']?.[1] ?? state ?? '–';

export const AlarmState = ({ state }: { readonly state: string | undefined }) => {
  const [type, text] = STATES[state ?? ''] ?? (['info', state ?? '–'] as const);
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
};
