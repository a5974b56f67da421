import Badge from '@cloudscape-design/components/badge';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { alarmPath } from '../shared/paths.ts';
import { AlarmState, stateText } from '../shared/state.tsx';
import { type AnyAlarm, conditionOf, nameOf } from './load.ts';

export const ALARM_COLUMNS: readonly Column<AnyAlarm>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: (any) => <PageLink to={alarmPath(nameOf(any))}>{nameOf(any)}</PageLink>,
    text: nameOf,
  },
  {
    id: 'state',
    header: 'State',
    cell: ({ alarm }) => <AlarmState state={alarm.StateValue} />,
    text: ({ alarm }) => stateText(alarm.StateValue),
  },
  {
    id: 'changed',
    header: 'Last state change',
    cell: ({ alarm }) => (
      <Time at={alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp} />
    ),
    text: ({ alarm }) => alarm.StateTransitionedTimestamp ?? alarm.StateUpdatedTimestamp,
  },
  { id: 'condition', header: 'Condition', cell: conditionOf, text: conditionOf },
  {
    id: 'type',
    header: 'Type',
    cell: ({ kind }) => (kind === 'metric' ? 'Metric' : <Badge color="blue">Composite</Badge>),
    text: ({ kind }) => kind,
  },
  {
    id: 'actions',
    header: 'Actions',
    cell: ({ alarm }) => {
      const count = (alarm.AlarmActions ?? []).length;
      if (alarm.ActionsEnabled === false) return 'Disabled';
      return count === 0 ? 'None' : String(count);
    },
    text: ({ alarm }) => (alarm.AlarmActions ?? []).length,
  },
];
