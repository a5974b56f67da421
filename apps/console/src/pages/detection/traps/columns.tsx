import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { TrapView } from '../../../api/detection/traps.ts';
import type { Column } from '../../../shared/column.ts';
import { Time } from '../../../shared/time.tsx';
import { kindName } from './kinds.ts';

const STATES = {
  making: ['in-progress', 'Being made'],
  live: ['success', 'Watched'],
  rotating: ['in-progress', 'Rotating'],
  removing: ['in-progress', 'Being removed'],
  removed: ['stopped', 'Removed'],
} as const;

const State = ({ trap }: { readonly trap: TrapView }) => {
  const [type, text] = STATES[trap.state];
  return (
    <SpaceBetween size="xxs">
      <StatusIndicator type={type}>{text}</StatusIndicator>
      {trap.verifiedAt === undefined ? null : (
        <span>
          Verified <Time at={trap.verifiedAt} />
        </span>
      )}
      {trap.failure === undefined ? null : (
        <StatusIndicator type="error" wrapText>
          {trap.failure}
        </StatusIndicator>
      )}
      {trap.drift.map((what) => (
        <StatusIndicator key={what} type="warning" wrapText>
          {what}
        </StatusIndicator>
      ))}
    </SpaceBetween>
  );
};

export const TRAP_COLUMNS: readonly Column<TrapView>[] = [
  {
    id: 'name',
    header: 'Name',
    isRowHeader: true,
    cell: ({ name, accessKeyId, earlier }) => (
      <>
        {name ?? '…'}
        {accessKeyId === undefined ? null : <div>{accessKeyId}</div>}
        {earlier.length === 0 ? null : (
          <div>Still watched: {earlier.map((one) => one.name).join(', ')}</div>
        )}
      </>
    ),
    text: ({ name = '', accessKeyId = '' }) => `${name} ${accessKeyId}`,
  },
  {
    id: 'kind',
    header: 'Kind',
    width: 110,
    cell: ({ kind }) => kindName(kind),
    text: ({ kind }) => kindName(kind),
  },
  {
    id: 'place',
    header: 'Account and Region',
    width: 150,
    cell: ({ account, region }) => `${account} ${region}`,
    text: ({ account, region }) => `${account} ${region}`,
  },
  {
    id: 'state',
    header: 'State',
    width: 190,
    cell: (trap) => <State trap={trap} />,
    text: ({ state }) => state,
  },
  {
    id: 'touched',
    header: 'Last touch',
    width: 180,
    cell: ({ lastTouchedAt }) =>
      lastTouchedAt === undefined ? (
        'Never'
      ) : (
        <>
          <StatusIndicator type="error">Touched</StatusIndicator>
          <div>
            <Time at={lastTouchedAt} />
          </div>
        </>
      ),
    text: ({ lastTouchedAt }) => lastTouchedAt,
  },
  {
    id: 'rotates',
    header: 'Rotates',
    width: 130,
    cell: ({ rotatesAt }) => (rotatesAt === undefined ? 'Never' : <Time at={rotatesAt} />),
    text: ({ rotatesAt }) => rotatesAt,
  },
  {
    id: 'note',
    header: 'Note',
    width: 120,
    cell: ({ note }) => note || '–',
    text: ({ note }) => note,
  },
];
