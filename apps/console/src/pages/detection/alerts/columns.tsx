import type { AlertRow } from '../../../api/detection/alerts.ts';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Severity, WorkflowStatus } from '../../../shared/severity.tsx';
import { Time } from '../../../shared/time.tsx';
import { alertPath } from '../shared/paths.ts';
import { shortName } from '../shared/words.ts';

const actorsOf = ({ actors }: AlertRow): string => actors.map(shortName).join(', ');

export const ALERT_COLUMNS: readonly Column<AlertRow>[] = [
  {
    id: 'severity',
    header: 'Severity',
    cell: ({ severity }) => <Severity label={severity} />,
  },
  {
    id: 'title',
    header: 'Alert',
    isRowHeader: true,
    cell: ({ id, title, because }) => (
      <>
        <PageLink to={alertPath(id)}>{title}</PageLink>
        <div className="gh-message">{because}</div>
      </>
    ),
    text: ({ title, because }) => `${title} ${because}`,
  },
  { id: 'actors', header: 'Who', cell: (row) => actorsOf(row) || '–', text: actorsOf },
  {
    id: 'from',
    header: 'From',
    cell: ({ sourceIps }) => sourceIps.join(', ') || '–',
    text: ({ sourceIps }) => sourceIps.join(', '),
  },
  {
    id: 'account',
    header: 'Account',
    cell: ({ accounts, regions }) => `${accounts.join(', ')} (${regions.join(', ')})`,
  },
  { id: 'count', header: 'Events', cell: ({ count }) => count },
  { id: 'last', header: 'Last event', cell: ({ lastAt }) => <Time at={lastAt} /> },
  { id: 'status', header: 'Status', cell: ({ status }) => <WorkflowStatus status={status} /> },
];
