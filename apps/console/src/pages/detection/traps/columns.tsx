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
      {trap.failure === undefined ? null : (
        <StatusIndicator type="error" wrapText>
          {trap.failure}
        </StatusIndicator>
      )}
      {trap.drift.map((text_) => (
        <StatusIndicator key={text_} type="warning" wrapText>
          {text_}
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
    cell: ({ kind }) => kindName(kind),
    text: ({ kind }) => kindName(kind),
  },
  {
    id: 'place',
    header: 'Account and Region',
    cell: ({ account, region }) => `${account} ${region}`,
    text: ({ account, region }) => `${account} ${region}`,
  },
  {
    id: 'state',
    header: 'State',
    cell: (trap) => <State trap={trap} />,
    text: ({ state }) => state,
  },
  {
    id: 'touched',
    header: 'Last touch',
    cell: ({ lastTouchedAt }) =>
      lastTouchedAt === undefined ? (
        'Never'
      ) : (
        <StatusIndicator type="error">
          <Time at={lastTouchedAt} />
        </StatusIndicator>
      ),
    text: ({ lastTouchedAt }) => lastTouchedAt,
  },
  {
    id: 'verified',
    header: 'Verified',
    cell: ({ verifiedAt }) => <Time at={verifiedAt} />,
    text: ({ verifiedAt }) => verifiedAt,
  },
  {
    id: 'rotates',
    header: 'Rotates',
    cell: ({ rotatesAt }) => (rotatesAt === undefined ? 'Never' : <Time at={rotatesAt} />),
    text: ({ rotatesAt }) => rotatesAt,
  },
  { id: 'note', header: 'Note', cell: ({ note }) => note || '–', text: ({ note }) => note },
];
