import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { request } from '../../../api/request.ts';
import { useAccount, useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { lastOf, rulePathOf } from '../shared/names.ts';

interface Failure {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly targetArn: string;
  readonly errorCode: string;
  readonly errorMessage: string;
  readonly deadLetterArn?: string;
  readonly count: number;
  readonly eventId: string;
  readonly attempts: number;
  readonly failedAt: string;
}

interface Waiting {
  readonly ruleArn: string;
  readonly targetId: string;
  readonly count: number;
}

interface Report {
  readonly failures: readonly Failure[];
  readonly waiting: readonly Waiting[];
}

const RULE: Column<{ readonly ruleArn: string }> = {
  id: 'rule',
  header: 'Rule',
  isRowHeader: true,
  cell: ({ ruleArn }) => <PageLink to={rulePathOf(ruleArn)}>{lastOf(ruleArn)}</PageLink>,
  text: ({ ruleArn }) => lastOf(ruleArn),
};

const FAILURES: readonly Column<Failure>[] = [
  RULE,
  {
    id: 'failed',
    header: 'Last failed',
    cell: ({ failedAt }) => <Time at={failedAt} />,
    text: ({ failedAt }) => failedAt,
  },
  {
    id: 'target',
    header: 'Target',
    cell: ({ targetArn }) => targetArn,
    text: (row) => row.targetArn,
  },
  {
    id: 'reason',
    header: 'Reason',
    cell: ({ errorCode, errorMessage }) => (
      <>
        <StatusIndicator type="error">{errorCode}</StatusIndicator>
        <div>{errorMessage}</div>
      </>
    ),
    text: ({ errorCode, errorMessage }) => `${errorCode} ${errorMessage}`,
  },
  { id: 'count', header: 'Events', cell: ({ count }) => count, text: ({ count }) => count },
  {
    id: 'event',
    header: 'Last event',
    cell: ({ eventId }) => eventId,
    text: ({ eventId }) => eventId,
  },
  { id: 'attempts', header: 'Its attempts', cell: ({ attempts }) => attempts },
  {
    id: 'kept',
    header: 'Kept in',
    cell: ({ deadLetterArn }) => (deadLetterArn === undefined ? 'Lost' : lastOf(deadLetterArn)),
    text: ({ deadLetterArn }) => deadLetterArn,
  },
];

const WAITING: readonly Column<Waiting>[] = [
  RULE,
  { id: 'target', header: 'Target ID', cell: (row) => row.targetId, text: (row) => row.targetId },
  { id: 'count', header: 'Events', cell: ({ count }) => count, text: ({ count }) => count },
];

/** Deliveries that wait and those that were given up, of one rule or of all of the account. */
export const Deliveries = ({ ruleArn }: { readonly ruleArn?: string }) => {
  const { region } = useAwsClient();
  const account = useAccount();
  const load = (signal: AbortSignal): Promise<Report> =>
    request('/api/deliveries', {
      method: 'POST',
      body: { region, ...(ruleArn === undefined ? {} : { ruleArn }) },
      signal,
    });
  const key = `${account} ${region} ${ruleArn ?? ''}`;
  return (
    <SpaceBetween size="l">
      <AwsTable
        title="Waiting deliveries"
        name="waiting"
        description="Not made yet, or to be tried again."
        columns={WAITING}
        loadKey={key}
        live
        load={async (_token, signal) => ({ items: (await load(signal)).waiting })}
        idOf={(row) => `${row.ruleArn} ${row.targetId}`}
        empty="Nothing waits"
        filterLabel="Filter waiting deliveries"
      />
      <AwsTable
        title="Failed deliveries"
        name="failed"
        description="Given up in the last 14 days, by rule, target, reason and hour; the newest 200."
        columns={FAILURES}
        loadKey={key}
        live
        load={async (_token, signal) => ({ items: (await load(signal)).failures })}
        idOf={(row) =>
          [row.ruleArn, row.targetId, row.errorCode, row.failedAt, row.deadLetterArn].join(' ')
        }
        empty="No delivery has failed"
        filterLabel="Filter failed deliveries"
      />
    </SpaceBetween>
  );
};
