import SegmentedControl from '@cloudscape-design/components/segmented-control';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { ConfirmButton } from '../../../shared/confirm.tsx';
import { GoButton } from '../../../shared/go-button.tsx';
import { useNotifications } from '../../../shared/notifications.tsx';
import { usePageTitle } from '../../../shared/page-title.ts';
import { useLoad } from '../../../shared/use-aws.ts';
import { useWatch } from '../../../shared/use-watch.ts';
import { createAlarmPath } from '../shared/paths.ts';
import { stateText } from '../shared/state.tsx';
import { ALARM_COLUMNS } from './columns.tsx';
import { type AnyAlarm, alarmPages, type Counts, countAlarms, nameOf } from './load.ts';

const STATES = ['', 'ALARM', 'OK', 'INSUFFICIENT_DATA'] as const;

const labelOf = (state: string, counts: Counts | undefined): string => {
  const name = state === '' ? 'All' : stateText(state);
  if (counts === undefined) return name;
  const count = state === '' ? counts.all : (counts.byState.get(state) ?? 0);
  return `${name} (${count}${counts.more ? '+' : ''})`;
};

interface DeleteProps {
  readonly alarms: readonly AnyAlarm[];
  readonly done: () => void;
}

/** Composite alarms are deleted one at a time, and before those that they watch. */
const DeleteAlarms = ({ alarms, done }: DeleteProps) => {
  const aws = useAwsClient();
  const { succeeded } = useNotifications();
  const what =
    alarms.length === 1 ? `alarm ${alarms.map(nameOf).join('')}` : `${alarms.length} alarms`;
  const remove = async (): Promise<void> => {
    for (const composite of alarms.filter(({ kind }) => kind === 'composite'))
      await aws.call('cloudwatch', 'DeleteAlarms', { AlarmNames: [nameOf(composite)] });
    const others = alarms.filter(({ kind }) => kind === 'metric').map(nameOf);
    if (others.length > 0) await aws.call('cloudwatch', 'DeleteAlarms', { AlarmNames: others });
  };
  return (
    <ConfirmButton
      label="Delete"
      title={`Delete ${what}`}
      text="Nothing watches their metrics any more. What they told stays in their topics."
      disabled={alarms.length === 0}
      act={remove}
      done={() => {
        succeeded(`Deleted ${what}.`);
        done();
      }}
    />
  );
};

/** Alarms of the account and Region, whatever they watch. */
export const Component = () => {
  const aws = useAwsClient();
  const [search, setSearch] = useSearchParams();
  const [selected, select] = useState<readonly AnyAlarm[]>([]);
  const [turn, setTurn] = useState(0);
  const state = search.get('state') ?? '';
  usePageTitle('Alarms');
  const counts = useLoad(`alarm counts ${aws.region}`, (signal) => countAlarms(aws, signal));
  const again = (): void => {
    counts.reload();
    setTurn((before) => before + 1);
  };
  useWatch(again);
  return (
    <AwsTable
      title="Alarms"
      headingTag="h1"
      variant="full-page"
      description="They watch a metric, metric math, or other alarms, and tell whom they are told to."
      columns={ALARM_COLUMNS}
      loadKey={`alarms ${aws.region} ${state}`}
      load={alarmPages(aws, { state, type: '' })}
      turn={turn}
      idOf={nameOf}
      empty={state === '' ? 'No alarms' : `No alarms in state ${stateText(state)}`}
      emptyAction={<GoButton to={createAlarmPath()}>Create alarm</GoButton>}
      filterLabel="Filter alarms"
      wrapLines
      extraFilter={
        <SegmentedControl
          label="State"
          selectedId={state}
          options={STATES.map((id) => ({ id, text: labelOf(id, counts.data) }))}
          onChange={({ detail }) =>
            setSearch(detail.selectedId === '' ? {} : { state: detail.selectedId }, {
              replace: true,
            })
          }
        />
      }
      selection={{ type: 'multi', selected, select }}
      actions={
        <>
          <DeleteAlarms
            alarms={selected}
            done={() => {
              select([]);
              again();
            }}
          />
          <GoButton variant="primary" to={createAlarmPath()}>
            Create alarm
          </GoButton>
        </>
      }
    />
  );
};
