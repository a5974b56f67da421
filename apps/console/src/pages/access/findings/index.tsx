import Badge, { type BadgeProps } from '@cloudscape-design/components/badge';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Finding } from '../../../access/broker-types.ts';
import { useBroker } from '../../../access/person-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { usePageTitle } from '../../../shared/page-title.ts';
import { Time } from '../../../shared/time.tsx';

const COLOURS: Readonly<Record<Finding['severity'], NonNullable<BadgeProps['color']>>> = {
  LOW: 'severity-low',
  MEDIUM: 'severity-medium',
  HIGH: 'severity-high',
  CRITICAL: 'severity-critical',
};

const RANKS: Readonly<Record<Finding['severity'], number>> = {
  CRITICAL: 4,
  HIGH: 3,
  MEDIUM: 2,
  LOW: 1,
};

const COLUMNS: readonly Column<Finding>[] = [
  {
    id: 'title',
    header: 'Finding',
    isRowHeader: true,
    cell: ({ title, description }) => (
      <>
        {title}
        <div className="gh-quiet">{description}</div>
      </>
    ),
    text: ({ title, description }) => `${title} ${description}`,
  },
  {
    id: 'severity',
    header: 'Severity',
    cell: ({ severity }) => <Badge color={COLOURS[severity]}>{severity}</Badge>,
    text: ({ severity }) => RANKS[severity],
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ state }) => (
      <StatusIndicator type={state === 'active' ? 'warning' : 'success'}>
        {state === 'active' ? 'Active' : 'Resolved'}
      </StatusIndicator>
    ),
    text: ({ state }) => state,
  },
  { id: 'account', header: 'Account', cell: ({ account }) => account, text: (f) => f.account },
  { id: 'resource', header: 'Resource', cell: ({ resource }) => resource, text: (f) => f.resource },
  {
    id: 'first',
    header: 'First seen',
    cell: ({ firstSeenAt }) => <Time at={firstSeenAt} />,
    text: ({ firstSeenAt }) => firstSeenAt,
  },
  {
    id: 'last',
    header: 'Last seen',
    cell: ({ lastSeenAt }) => <Time at={lastSeenAt} />,
    text: ({ lastSeenAt }) => lastSeenAt,
  },
];

/** What the broker noticed in the accounts: sessions without a grant, roles that others may assume. */
export const Component = () => {
  const broker = useBroker();
  usePageTitle('Findings');
  return (
    <AwsTable
      title="Findings"
      headingTag="h1"
      variant="full-page"
      description="Sessions of brokered roles without a grant, and roles that others than the broker may assume."
      columns={COLUMNS}
      loadKey="findings"
      load={async (_token, signal) => {
        const { findings } = await broker.call('GET /v1/findings', { signal });
        return { items: findings };
      }}
      idOf={({ id }) => id}
      empty="Nothing was found"
      filterLabel="Filter findings"
    />
  );
};
