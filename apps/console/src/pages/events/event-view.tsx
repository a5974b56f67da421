import Container from '@cloudscape-design/components/container';
import Header from '@cloudscape-design/components/header';
import SpaceBetween from '@cloudscape-design/components/space-between';
import { Copyable } from '../../shared/copyable.tsx';
import { Facts } from '../../shared/facts.tsx';
import { JsonEditor } from '../../shared/json-editor.tsx';
import { indented } from '../../shared/json-fault.ts';
import { Time } from '../../shared/time.tsx';
import { type EventRow, recordOf, resourceNames } from './event.ts';

/** One event: what a person asks first, then the record as CloudTrail has it. */
export const EventView = ({ event }: { readonly event: EventRow }) => {
  const record = recordOf(event);
  return (
    <SpaceBetween size="l">
      <Container header={<Header variant="h2">Details</Header>}>
        <Facts
          items={[
            ['Event time', <Time key="time" at={event.EventTime} />],
            ['Event source', event.EventSource],
            ['AWS Region', record.awsRegion],
            ['User name', event.Username],
            ['Identity', record.userIdentity?.arn ?? record.userIdentity?.type],
            ['AWS access key', event.AccessKeyId],
            ['Source IP address', record.sourceIPAddress],
            ['Read-only', event.ReadOnly],
            ['Resources', resourceNames(event)],
            ['Error code', record.errorCode],
            ['Request ID', <Copyable key="request" text={record.requestID} what="request ID" />],
            ['Event ID', <Copyable key="event" text={event.EventId} what="event ID" />],
          ]}
        />
        {record.errorMessage === undefined ? null : (
          <Facts columns={1} items={[['Error message', record.errorMessage]]} />
        )}
      </Container>
      <Container header={<Header variant="h2">Event record</Header>}>
        <JsonEditor label="Event record" value={indented(event.CloudTrailEvent ?? '')} />
      </Container>
    </SpaceBetween>
  );
};
