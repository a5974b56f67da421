import StatusIndicator from '@cloudscape-design/components/status-indicator';
import type { ChainLink, InvestigateAnswer } from '../../../api/detection/investigation.ts';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { Time } from '../../../shared/time.tsx';
import { InvestigateLink } from '../shared/investigate-link.tsx';
import { shortName } from '../shared/words.ts';

const columns = (within: {
  readonly from: string;
  readonly to: string;
}): readonly Column<ChainLink>[] => [
  { id: 'at', header: 'Time', cell: ({ at }) => <Time at={at} />, text: ({ at }) => at },
  {
    id: 'from',
    header: 'Who asked',
    cell: ({ from }) => <InvestigateLink kind="principal" value={from} within={within} />,
    text: ({ from }) => from,
  },
  {
    id: 'role',
    header: 'Role',
    isRowHeader: true,
    cell: ({ role, sessionName }) => (
      <>
        <InvestigateLink kind="principal" value={role} text={shortName(role)} within={within} />
        {sessionName === undefined ? null : ` as ${sessionName}`}
      </>
    ),
    text: ({ role, sessionName = '' }) => `${role} ${sessionName}`,
  },
  {
    id: 'key',
    header: 'Credentials',
    cell: ({ accessKeyId = '' }) => (
      <InvestigateLink kind="access-key" value={accessKeyId} within={within} />
    ),
    text: ({ accessKeyId }) => accessKeyId,
  },
  {
    id: 'result',
    header: 'Result',
    cell: ({ errorCode, calls }) =>
      errorCode === undefined ? (
        <StatusIndicator type="success">
          {calls === 1 ? '1 call' : `${calls} calls`} with them
        </StatusIndicator>
      ) : (
        <StatusIndicator type="error">{errorCode}</StatusIndicator>
      ),
    text: ({ errorCode, calls }) => errorCode ?? calls,
  },
  {
    id: 'direction',
    header: 'Direction',
    cell: ({ direction }) => (direction === 'to-subject' ? 'Came from it' : 'Became it'),
    text: ({ direction }) => direction,
  },
];

/** Which credentials came of which: role after role. */
export const Chain = ({ answer: { chain, from, to } }: { readonly answer: InvestigateAnswer }) => (
  <AwsTable
    title="Roles that were taken"
    name="chain"
    columns={columns({ from, to })}
    loadKey={`chain ${JSON.stringify(chain)}`}
    load={() => Promise.resolve({ items: chain })}
    idOf={({ eventId, direction }) => `${eventId} ${direction}`}
    empty="No role was taken in this time"
    filterLabel="Filter roles"
    wrapLines
  />
);
