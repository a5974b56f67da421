import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';

const TYPES: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  ACTIVE: 'success',
  RUNNING: 'success',
  PROVISIONING: 'in-progress',
  PENDING: 'pending',
  ACTIVATING: 'in-progress',
  DEACTIVATING: 'in-progress',
  STOPPING: 'in-progress',
  DEPROVISIONING: 'in-progress',
  DRAINING: 'in-progress',
  STOPPED: 'stopped',
  INACTIVE: 'stopped',
  FAILED: 'error',
};

/** `RUNNING` as `Running`, with its sign. */
export const Status = ({ of }: { readonly of: string | undefined }) =>
  of === undefined ? (
    '–'
  ) : (
    <StatusIndicator type={TYPES[of] ?? 'info'}>
      {of.charAt(0) + of.slice(1).toLowerCase().replaceAll('_', ' ')}
    </StatusIndicator>
  );
