import type { AlertRow } from '../../../api/detection/alerts.ts';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Severity, WorkflowStatus } from '../../../shared/severity.tsx';
import { Time } from '../../../shared/time.tsx';
import { alertPath } from '../shared/paths.ts';
import { shortName } from '../shared/words.ts';

const actorsOf = ({ actors }: AlertRow): string => actors.map(shortName).join(', ');

const placesOf = ({ accounts, regions }: AlertRow): string =>
  `${accounts.join(', ')} ${regions.join(', ')}`;

const howOften = (count: number): string => (count === 1 ? '' : ` (${count} events)`);

export const ALERT_COLUMNS: readonly Column<AlertRow>[] = [
  {
    id: 'severity',
    header: 'Severity',
    width: 115,
    cell: ({ severity }) => <Severity label={severity} />,
  },
  {
    id: 'title',
    header: 'Alert',
    isRowHeader: true,
    width: 330,
    cell: ({ id, title, because, count }) => (
      <>
        <PageLink to={alertPath(id)}>{title}</PageLink>
        {howOften(count)}
        <div className="gh-message">{because}</div>
      </>
    ),
    text: ({ title, because }) => `${title} ${because}`,
  },
  {
    id: 'actors',
    header: 'Who',
    width: 150,
    cell: (row) => (
      <>
        {actorsOf(row) || '–'}
        <div>{placesOf(row)}</div>
      </>
    ),
    text: (row) => `${actorsOf(row)} ${placesOf(row)}`,
  },
  {
    id: 'from',
    header: 'From',
    width: 120,
    cell: ({ sourceIps }) => sourceIps.join(', ') || '–',
    text: ({ sourceIps }) => sourceIps.join(', '),
  },
  { id: 'last', header: 'Last event', width: 130, cell: ({ lastAt }) => <Time at={lastAt} /> },
  {
    id: 'status',
    header: 'Status',
    width: 130,
    cell: ({ status }) => <WorkflowStatus status={status} />,
  },
];
