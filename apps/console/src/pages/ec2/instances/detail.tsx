import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import { useAwsClient } from '../../../session/session-context.tsx';
import { AwsTable } from '../../../shared/aws-table.tsx';
import { pagesOf } from '../../../shared/lists.ts';
import { EVENT_COLUMNS } from '../../events/columns.tsx';
import type { EventRow } from '../../events/event.ts';
import { KindDetail } from '../resources/kind-detail.tsx';
import { INSTANCES } from './instances.tsx';
import { Networking, Storage } from './parts.tsx';
import { Security } from './security.tsx';

const Events = ({ id }: { readonly id: string }) => {
  const aws = useAwsClient();
  const input = { LookupAttributes: [{ AttributeKey: 'ResourceName', AttributeValue: id }] };
  return (
    <AwsTable
      title="Events"
      name="events"
      description="Calls of the last 90 days that name the instance, the latest first."
      columns={EVENT_COLUMNS}
      loadKey={`events ${aws.region} ${id}`}
      load={pagesOf<LookupEventsResponse, EventRow>(
        aws,
        { service: 'cloudtrail', operation: 'LookupEvents', input },
        (found) => found.Events,
      )}
      idOf={({ EventId = '' }) => EventId}
      empty="No events yet. They come a moment after the call."
      filterLabel="Filter the loaded events"
    />
  );
};

export const Component = () => (
  <KindDetail
    kind={INSTANCES}
    tabs={(instance, changed) => [
      ['security', 'Security', <Security key="s" instance={instance} changed={changed} />],
      ['networking', 'Networking', <Networking key="n" instance={instance} />],
      ['storage', 'Storage', <Storage key="st" instance={instance} />],
      ['events', 'Events', <Events key="e" id={INSTANCES.idOf(instance)} />],
    ]}
  />
);
