import Badge, { type BadgeProps } from '@cloudscape-design/components/badge';
import StatusIndicator from '@cloudscape-design/components/status-indicator';

const COLORS: Readonly<Record<string, BadgeProps['color']>> = {
  CRITICAL: 'severity-critical',
  HIGH: 'severity-high',
  MEDIUM: 'severity-medium',
  LOW: 'severity-low',
  INFORMATIONAL: 'severity-neutral',
};

/** `IN_PROGRESS` as a person writes it. */
export const inWords = (text: string | undefined): string =>
  text === undefined || text === ''
    ? '–'
    : `${text.slice(0, 1)}${text.slice(1).toLowerCase().replaceAll('_', ' ')}`;

export const Severity = ({ label }: { readonly label: string | undefined }) => (
  <Badge color={COLORS[label ?? ''] ?? 'grey'}>{inWords(label)}</Badge>
);

const KINDS = {
  NEW: 'pending',
  NOTIFIED: 'info',
  SUPPRESSED: 'stopped',
  RESOLVED: 'success',
} as const;

export const WorkflowStatus = ({ status }: { readonly status: string | undefined }) => {
  const kind = Object.entries(KINDS).find(([name]) => name === status)?.[1];
  return kind === undefined ? (
    '–'
  ) : (
    <StatusIndicator type={kind}>{inWords(status)}</StatusIndicator>
  );
};
