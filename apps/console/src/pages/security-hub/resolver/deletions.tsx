import Button from '@cloudscape-design/components/button';
import Modal from '@cloudscape-design/components/modal';
import SpaceBetween from '@cloudscape-design/components/space-between';
import StatusIndicator from '@cloudscape-design/components/status-indicator';
import { useState } from 'react';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { Facts } from '../../../shared/facts.tsx';
import { FailureOr } from '../../../shared/failure-or.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { Time } from '../../../shared/time.tsx';
import { useLoad } from '../../../shared/use-aws.ts';
import { findingPath, resourcePath } from '../shared/paths.ts';
import {
  type Entry,
  loadOutcomes,
  loadReport,
  type OutcomeKind,
  type Position,
} from './report-api.ts';

export const outcomeText = (outcome: OutcomeKind): string => {
  switch (outcome) {
    case 'resolved':
      return 'Resolved';
    case 'would-resolve':
      return 'Would be resolved';
    case 'failed':
      return 'Failed';
    case 'later-resource':
      return 'About a later resource of that name';
    default:
      return outcome satisfies never;
  }
};

const STATES = {
  waiting: ['pending', 'Waiting'],
  done: ['success', 'Done'],
  failing: ['error', 'Failing, is tried again'],
} as const;

const State = ({ entry }: { readonly entry: Entry }) => {
  const [type, text] = STATES[entry.state];
  return <StatusIndicator type={type}>{text}</StatusIndicator>;
};

const Outcomes = ({ id }: { readonly id: string }) => {
  const found = useLoad(`outcomes ${id}`, (signal) => loadOutcomes(id, signal));
  return (
    <FailureOr of={found}>
      {({ entry, outcomes }) => (
        <SpaceBetween size="m">
          <Facts
            columns={2}
            items={[
              ['Deleted', <Time key="at" at={entry.deletion.at} />],
              ['Because of', entry.deletion.cause.action],
              ['By', entry.deletion.cause.by],
              [
                'Event',
                <PageLink key="event" to={`/events/${entry.deletion.cause.eventId}`}>
                  {entry.deletion.cause.eventId}
                </PageLink>,
              ],
              ['Account', entry.deletion.account],
              ['Region', entry.deletion.region ?? 'All: a global service'],
              ['Problem', entry.problem],
            ]}
          />
          {outcomes.length === 0 ? (
            <span>No open finding was about this resource.</span>
          ) : (
            <ul>
              {outcomes.map(({ finding, outcome, error }) => (
                <li key={`${finding.productArn} ${finding.id}`}>
                  {outcomeText(outcome)}:{' '}
                  <PageLink to={findingPath({ Id: finding.id, ProductArn: finding.productArn })}>
                    {finding.title}
                  </PageLink>{' '}
                  ({finding.product}, {finding.account}, {finding.region})
                  {error === undefined ? '' : `: ${error}`}
                </li>
              ))}
            </ul>
          )}
        </SpaceBetween>
      )}
    </FailureOr>
  );
};

const nameOf = ({ deletion }: Entry): string =>
  deletion.names.find(({ id }) => id !== undefined)?.id ?? deletion.label;

const columns = (open: (entry: Entry) => void): readonly Column<Entry>[] => [
  {
    id: 'resource',
    header: 'Deleted resource',
    isRowHeader: true,
    cell: (entry) => <PageLink to={resourcePath(nameOf(entry))}>{entry.deletion.label}</PageLink>,
    text: ({ deletion }) => deletion.label,
  },
  {
    id: 'type',
    header: 'Type',
    cell: ({ deletion }) => deletion.type,
    text: ({ deletion }) => deletion.type,
  },
  {
    id: 'account',
    header: 'Account',
    cell: ({ deletion }) => deletion.account,
    text: ({ deletion }) => deletion.account,
  },
  {
    id: 'region',
    header: 'Region',
    cell: ({ deletion }) => deletion.region ?? 'Global',
    text: ({ deletion }) => deletion.region ?? 'Global',
  },
  {
    id: 'cause',
    header: 'Because of',
    cell: ({ deletion }) => deletion.cause.action,
    text: ({ deletion }) => deletion.cause.action,
  },
  {
    id: 'state',
    header: 'State',
    cell: (entry) => <State entry={entry} />,
    text: ({ state }) => state,
  },
  { id: 'resolved', header: 'Resolved', cell: ({ resolved }) => resolved, text: (e) => e.resolved },
  { id: 'failed', header: 'Failed', cell: ({ failed }) => failed, text: (e) => e.failed },
  {
    id: 'heard',
    header: 'Heard',
    cell: ({ heardAt }) => <Time at={heardAt} />,
    text: ({ heardAt }) => heardAt,
  },
  {
    id: 'why',
    header: 'Findings',
    cell: (entry) => (
      <Button
        variant="inline-link"
        ariaLabel={`Show findings of ${entry.deletion.label}`}
        onClick={() => open(entry)}
      >
        Show
      </Button>
    ),
  },
];

interface Props {
  readonly days: number;
  readonly turn: string;
}

/** What was deleted, and what became of the findings about it. */
export const Deletions = ({ days, turn }: Props) => {
  const [shown, show] = useState<Entry>();
  return (
    <>
      <AwsTable
        title="Deletions"
        description="Resources that were deleted, the last heard first."
        columns={columns(show)}
        loadKey={`deletions ${days} ${turn}`}
        load={async (token, signal) => {
          const after = token === undefined ? undefined : (JSON.parse(token) as Position);
          const { resolver } = await loadReport(days, after, signal);
          const next = resolver?.next;
          return {
            items: resolver?.deletions ?? [],
            token: next === undefined ? undefined : JSON.stringify(next),
          };
        }}
        idOf={({ deletion }) => deletion.id}
        empty="No deletion has been heard of"
        filterLabel="Filter deletions"
        name="deletions"
      />
      {shown === undefined ? null : (
        <Modal
          visible
          size="large"
          header={`Findings of ${shown.deletion.label}`}
          closeAriaLabel="Close"
          onDismiss={() => show(undefined)}
        >
          <Outcomes id={shown.deletion.id} />
        </Modal>
      )}
    </>
  );
};
