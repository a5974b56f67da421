import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';

const STATES: Readonly<Record<string, readonly [StatusIndicatorProps.Type, string]>> = {
  Enabled: ['success', 'Enabled'],
  Disabled: ['stopped', 'Disabled'],
  PendingDeletion: ['warning', 'Pending deletion'],
  PendingReplicaDeletion: ['warning', 'Pending deletion of replicas'],
  PendingImport: ['pending', 'Pending import'],
  Creating: ['in-progress', 'Creating'],
  Updating: ['in-progress', 'Updating'],
  Unavailable: ['error', 'Unavailable'],
};

export const stateText = (state: string | undefined): string =>
  STATES[state ?? '']?.[1] ?? state ?? '';

export const KeyStateView = ({ state }: { readonly state: string | undefined }) => (
  <StatusIndicator type={STATES[state ?? '']?.[0] ?? 'info'}>
    {stateText(state) || '–'}
  </StatusIndicator>
);

/** On its way to another state. */
export const isMoving = (state: string | undefined): boolean =>
  state === 'Creating' || state === 'Updating';
