import Badge, { type BadgeProps } from '@cloudscape-design/components/badge';
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import type { ComplianceRow, ComplianceStatus } from '../../../api/secrets.ts';
import type { Column } from '../../../shared/column.ts';

const STATUSES: Readonly<Record<ComplianceStatus, readonly [StatusIndicatorProps.Type, string]>> = {
  failed: ['error', 'Failed'],
  unknown: ['warning', 'Unknown'],
  passed: ['success', 'Passed'],
  'not-applicable': ['stopped', 'Not applicable'],
};

export const STATUS_OPTIONS: readonly (readonly [ComplianceStatus, string])[] = [
  ['failed', 'Failed'],
  ['unknown', 'Unknown'],
  ['passed', 'Passed'],
  ['not-applicable', 'Not applicable'],
];

export const StatusView = ({ status }: { readonly status: ComplianceStatus }) => (
  <StatusIndicator type={STATUSES[status][0]}>{STATUSES[status][1]}</StatusIndicator>
);

const COLORS: Readonly<Record<ComplianceRow['severity'], NonNullable<BadgeProps['color']>>> = {
  CRITICAL: 'severity-critical',
  HIGH: 'severity-high',
  MEDIUM: 'severity-medium',
  LOW: 'severity-low',
  INFORMATIONAL: 'severity-neutral',
};
const ORDER = Object.keys(COLORS);

export const COLUMNS: readonly Column<ComplianceRow>[] = [
  {
    id: 'secret',
    header: 'Secret',
    isRowHeader: true,
    cell: ({ secret }) => secret,
    text: ({ secret }) => secret,
  },
  {
    id: 'region',
    header: 'Region',
    width: 130,
    cell: ({ region }) => region,
    text: ({ region }) => region,
  },
  { id: 'rule', header: 'Rule', cell: ({ rule }) => rule, text: ({ rule }) => rule },
  {
    id: 'status',
    header: 'Status',
    width: 150,
    cell: ({ status }) => <StatusView status={status} />,
    text: ({ status }) => STATUSES[status][1],
  },
  {
    id: 'severity',
    header: 'Severity',
    width: 120,
    cell: ({ status, severity }) =>
      status === 'failed' ? (
        <Badge color={COLORS[severity]}>
          {severity.slice(0, 1) + severity.slice(1).toLowerCase()}
        </Badge>
      ) : (
        '–'
      ),
    text: ({ status, severity }) => (status === 'failed' ? ORDER.indexOf(severity) : ORDER.length),
  },
  { id: 'why', header: 'Why', cell: ({ text }) => text, text: ({ text }) => text },
];
