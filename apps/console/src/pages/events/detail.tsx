import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import Alert from '@cloudscape-design/components/alert';
import { useParams } from 'react-router';
import { FailureOr } from '../../shared/failure-or.tsx';
import { Page } from '../../shared/page.tsx';
import { useAws } from '../../shared/use-aws.ts';
import { EventView } from './event-view.tsx';

export const Component = () => {
  const { eventId = '' } = useParams();
  const loaded = useAws<LookupEventsResponse>({
    service: 'cloudtrail',
    operation: 'LookupEvents',
    input: { LookupAttributes: [{ AttributeKey: 'EventId', AttributeValue: eventId }] },
  });
  const event = loaded.data?.Events?.[0];
  return (
    <Page title={event?.EventName ?? 'Event'}>
      <FailureOr of={loaded}>
        {() =>
          event === undefined ? (
            <Alert type="info">There is no event {eventId} in this account and Region.</Alert>
          ) : (
            <EventView event={event} />
          )
        }
      </FailureOr>
    </Page>
  );
};
