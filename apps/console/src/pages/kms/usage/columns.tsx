import type { Column } from '../../../shared/column.ts';
import { EVENT_COLUMNS } from '../../events/columns.tsx';
import type { EventRow } from '../../events/event.ts';
import { ContextPairs, contextText } from '../shared/context.tsx';
import { shortId } from '../shared/names.ts';
import { contextOfUse, grantOf, serviceOf, whoOf } from './use.ts';

/** The columns of every event that are kept, and how wide they are. */
const WIDTHS = new Map([
  ['name', 160],
  ['time', 150],
  ['result', 230],
]);

export const USE_COLUMNS: readonly Column<EventRow>[] = [
  ...EVENT_COLUMNS.flatMap((column) =>
    WIDTHS.has(column.id) ? [{ ...column, width: WIDTHS.get(column.id) ?? 0 }] : [],
  ),
  { id: 'who', header: 'Who', cell: (row) => whoOf(row) || '–', text: whoOf },
  {
    id: 'context',
    header: 'Encryption context',
    cell: (row) => <ContextPairs context={contextOfUse(row)} />,
    text: (row) => contextText(contextOfUse(row)),
  },
  {
    id: 'service',
    header: 'Through',
    cell: (row) => serviceOf(row) || 'Directly',
    text: (row) => serviceOf(row) || 'Directly',
  },
  {
    id: 'grant',
    header: 'By grant',
    cell: (row) => shortId(grantOf(row)) || '–',
    text: grantOf,
  },
];
