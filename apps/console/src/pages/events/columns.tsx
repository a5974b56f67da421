import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { Column } from '../../shared/column.ts';
import { PageLink } from '../../shared/link.tsx';
import { Time } from '../../shared/time.tsx';
import { eventPath, type EventRow, recordOf, resourceNames } from './event.ts';

export const EVENT_COLUMNS: readonly Column<EventRow>[] = [
  {
    id: 'name',
    header: 'Event name',
    isRowHeader: true,
    cell: (event) => <PageLink to={eventPath(event)}>{event.EventName}</PageLink>,
    text: ({ EventName }) => EventName,
  },
  {
    id: 'time',
    header: 'Event time',
    cell: ({ EventTime }) => <Time at={EventTime} />,
    text: ({ EventTime }) => EventTime,
  },
  {
    id: 'user',
    header: 'User name',
    cell: ({ Username }) => Username ?? '–',
    text: ({ Username }) => Username,
  },
  {
    id: 'source',
    header: 'Event source',
    cell: ({ EventSource }) => EventSource,
    text: ({ EventSource }) => EventSource,
  },
  {
    id: 'result',
    header: 'Result',
    cell: (event) => {
      const { errorCode } = recordOf(event);
      return errorCode === undefined ? (
        <StatusIndicator type="success">Succeeded</StatusIndicator>
      ) : (
        <StatusIndicator type="error">{errorCode}</StatusIndicator>
      );
    },
    text: (event) => recordOf(event).errorCode ?? 'Succeeded',
  },
  {
    id: 'resources',
    header: 'Resources',
    cell: (event) => resourceNames(event) || '–',
    text: resourceNames,
  },
];
