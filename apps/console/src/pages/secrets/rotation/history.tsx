import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import StatusIndicator, {
  type StatusIndicatorProps,
} from '@cloudscape-design/components/status-indicator';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import type { Column } from '../../../shared/column.ts';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import type { LoadPage } from '../../../shared/use-pages.ts';
import { eventPath, type EventRow, recordOf } from '../../events/event.ts';
import { isRotating, type OfSecret } from '../shared/names.ts';
import { stepOf } from './step.ts';

/** AWS Secrets Manager User Guide, "Log entries for rotation", and what people did about it. */
const KINDS: Readonly<Record<string, readonly [StatusIndicatorProps.Type, string]>> = {
  RotationStarted: ['in-progress', 'Rotation started'],
  RotationSucceeded: ['success', 'Rotation succeeded'],
  RotationFailed: ['error', 'Rotation failed'],
  RotationAbandoned: ['warning', 'Rotation abandoned'],
  TestRotationStarted: ['in-progress', 'Test started'],
  TestRotationSucceeded: ['success', 'Test succeeded'],
  TestRotationFailed: ['error', 'Test failed'],
  RotateSecret: ['info', 'Rotation configured or asked for'],
  CancelRotateSecret: ['stopped', 'Rotation turned off'],
};

const kindOf = ({ EventName = '' }: EventRow): string => KINDS[EventName]?.[1] ?? EventName;

const messageOf = (row: EventRow): string => recordOf(row).errorMessage ?? '';

const COLUMNS: readonly Column<EventRow>[] = [
  {
    id: 'time',
    header: 'Time',
    isRowHeader: true,
    cell: (row) => (
      <PageLink to={eventPath(row)}>
        <Time at={row.EventTime} />
      </PageLink>
    ),
    text: ({ EventTime }) => EventTime,
  },
  {
    id: 'what',
    header: 'What happened',
    cell: (row) => (
      <StatusIndicator
        type={
          recordOf(row).errorCode === undefined
            ? (KINDS[row.EventName ?? '']?.[0] ?? 'info')
            : 'error'
        }
      >
        {kindOf(row)}
      </StatusIndicator>
    ),
    text: kindOf,
  },
  {
    id: 'step',
    header: 'Step',
    cell: (row) => stepOf(messageOf(row)) ?? '–',
    text: (row) => stepOf(messageOf(row)),
  },
  { id: 'message', header: 'Message', cell: (row) => messageOf(row) || '–', text: messageOf },
];

// Those who read the secret are in its history, too, and may be many.
const MOST_PAGES = 20;

const pages = (load: LoadPage<EventRow>): LoadPage<EventRow> => {
  let count = 0;
  return async (token, signal) => {
    count = token === undefined ? 1 : count + 1;
    const page = await load(token, signal);
    return {
      items: page.items.filter(({ EventName = '' }) => Object.hasOwn(KINDS, EventName)),
      token: count < MOST_PAGES ? page.token : undefined,
    };
  };
};

/** How rotations went, the latest first. */
export const RotationHistory = ({ secret }: OfSecret) => {
  const { ARN = '', VersionIdsToStages, RotationEnabled, LastChangedDate } = secret;
  const aws = useAwsClient();
  const input = { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: ARN }] };
  return (
    <AwsTable
      title="Rotation history"
      name="history"
      wrapLines
      description="From the latest 1000 events of the secret in the event history, which goes back 90 days."
      columns={COLUMNS}
      loadKey={`rotations ${aws.region} ${ARN} ${JSON.stringify([VersionIdsToStages, RotationEnabled, LastChangedDate])}`}
      load={pages(
        pagesOf<LookupEventsResponse, EventRow>(
          aws,
          { service: 'cloudtrail', operation: 'LookupEvents', input },
          ({ Events }) => Events,
        ),
      )}
      idOf={({ EventId = '' }) => EventId}
      empty="The secret has not been rotated"
      filterLabel="Filter history"
      live={isRotating(secret)}
    />
  );
};
