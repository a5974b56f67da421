import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';

const TYPES: Readonly<Record<string, StatusIndicatorProps.Type>> = {
  available: 'success',
  running: 'success',
  completed: 'success',
  active: 'success',
  'in-use': 'success',
  attached: 'success',
  pending: 'pending',
  creating: 'in-progress',
  stopping: 'in-progress',
  'shutting-down': 'in-progress',
  deleting: 'in-progress',
  attaching: 'in-progress',
  detaching: 'in-progress',
  stopped: 'stopped',
  terminated: 'stopped',
  deleted: 'stopped',
  error: 'error',
  failed: 'error',
  blackhole: 'warning',
};

const MOVING = new Set(['pending', 'in-progress']);

/** Whether a state is on its way to another one. */
export const isMoving = (state: string | undefined): boolean =>
  state !== undefined && MOVING.has(TYPES[state] ?? '');

/** `shutting-down` as `Shutting-down`, with its sign. */
export const State = ({ of }: { readonly of: string | undefined }) =>
  of === undefined || of === '' ? (
    '–'
  ) : (
    <StatusIndicator type={TYPES[of] ?? 'info'}>
      {of.charAt(0).toUpperCase() + of.slice(1)}
    </StatusIndicator>
  );
