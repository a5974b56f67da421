import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SegmentedControl from '@cloudscape-design/components/segmented-control';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { useState } from 'react';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { Facts } from '../../../shared/facts.tsx';
import { PageLink } from '../../../shared/link.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { Time } from '../../../shared/time.tsx';
import type { EventRow } from '../../events/event.ts';
import type { OfKey } from '../shared/of-key.ts';
import { USE_COLUMNS } from './columns.tsx';
import { useLastUse } from './use-last-use.ts';
import { isUse } from './use.ts';

const LastUse = ({ metadata }: Pick<OfKey, 'metadata'>) => {
  const { data } = useLastUse(metadata);
  if (data === undefined) return null;
  const { at, operation, eventId, since } = data;
  return (
    <Container header={<Header variant="h2">Last use</Header>}>
      <Facts
        items={[
          ['Last used', at === undefined ? 'Never' : <Time key="at" at={at} />],
          ['Operation', operation],
          [
            'Event',
            eventId === undefined ? (
              '–'
            ) : (
              <PageLink key="event" to={`/events/${eventId}`}>
                {eventId}
              </PageLink>
            ),
          ],
          ['Known since', <Time key="since" at={since} />],
        ]}
      />
    </Container>
  );
};

type Kind = 'uses' | 'all';

/** Who did what with the key lately, with which encryption context and through which service. */
export const Usage = ({ metadata }: OfKey) => {
  const { Arn = '' } = metadata;
  const aws = useAwsClient();
  const [kind, setKind] = useState<Kind>('uses');
  return (
    <SpaceBetween size="l">
      <LastUse metadata={metadata} />
      <AwsTable
        title={kind === 'uses' ? 'Uses' : 'Events'}
        name="uses"
        wrapLines
        description="From the event history: the last 90 days, the latest first."
        columns={USE_COLUMNS}
        loadKey={`uses ${aws.region} ${Arn} ${kind}`}
        load={async (token, signal) => {
          const page = await pagesOf<LookupEventsResponse, EventRow>(
            aws,
            {
              service: 'cloudtrail',
              operation: 'LookupEvents',
              input: { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: Arn }] },
            },
            ({ Events }) => Events,
          )(token, signal);
          return { ...page, items: kind === 'uses' ? page.items.filter(isUse) : page.items };
        }}
        idOf={({ EventId = '' }) => EventId}
        empty={kind === 'uses' ? 'Nobody has used the key' : 'No events'}
        filterLabel="Filter by who, context or service"
        live={kind === 'all'}
        extraFilter={
          <SegmentedControl
            label="Which events"
            selectedId={kind}
            options={[
              { id: 'uses', text: 'Uses of the key' },
              { id: 'all', text: 'Everything' },
            ]}
            onChange={({ detail }) => setKind(detail.selectedId === 'all' ? 'all' : 'uses')}
          />
        }
      />
    </SpaceBetween>
  );
};
