import type { LookupEventsResponse } from '@aws-sdk/client-cloudtrail';
import Alert from '@cloudscape-design/components/alert';
import Button from '@cloudscape-design/components/button';
import { useParams, useSearchParams } from 'react-router';
import type { Aws } from '../../api/aws.ts';
import { useAwsClient } from '../../session/session-context.tsx';
import { FailureOr } from '../../shared/failure-or.tsx';
import { pagesOf } from '../../shared/lists.ts';
import { Page } from '../../shared/page.tsx';
import { useLoad } from '../../shared/use-aws.ts';
import { EventView } from './event-view.tsx';
import { type EventRow, recordOf } from './event.ts';

const MOST_PAGES = 10;
const TRIES = 3;
const PAUSE_MILLISECONDS = 500;

const pause = (): Promise<void> =>
  new Promise((resolve) => {
    setTimeout(resolve, PAUSE_MILLISECONDS);
  });

/** CloudTrail does not look up request ids: the latest events of the operation are searched for it. */
const search = async (
  aws: Aws,
  name: string,
  requestId: string,
  signal: AbortSignal,
): Promise<EventRow | undefined> => {
  const attribute = { AttributeKey: 'EventName', AttributeValue: name };
  const load = pagesOf<LookupEventsResponse, EventRow>(
    aws,
    {
      service: 'cloudtrail',
      operation: 'LookupEvents',
      input: name === '' ? {} : { LookupAttributes: [attribute] },
    },
    ({ Events }) => Events,
  );
  let token: string | undefined;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const found = await load(token, signal);
    const event = found.items.find((item) => recordOf(item).requestID === requestId);
    if (event !== undefined || found.token === undefined) return event;
    token = found.token;
  }
  return undefined;
};

/** Records of refusals are written a moment after the refusal. */
const searchPatiently = async (
  ...[aws, name, requestId, signal]: Parameters<typeof search>
): Promise<{ readonly event: EventRow | undefined }> => {
  for (let tries = 1; tries < TRIES; tries += 1) {
    const event = await search(aws, name, requestId, signal);
    if (event !== undefined) return { event };
    await pause();
  }
  return { event: await search(aws, name, requestId, signal) };
};

export const Component = () => {
  const { requestId = '' } = useParams();
  const [query] = useSearchParams();
  const name = query.get('name') ?? '';
  const aws = useAwsClient();
  const loaded = useLoad(`${aws.region} ${name} ${requestId}`, (signal) =>
    searchPatiently(aws, name, requestId, signal),
  );
  return (
    <Page title={name === '' ? 'Event' : name} description={`Request ${requestId}`}>
      <FailureOr of={loaded}>
        {({ event }) =>
          event === undefined ? (
            <Alert type="info" action={<Button onClick={loaded.reload}>Look again</Button>}>
              No event of this request was found in this account and Region. Events of global
              services are in us-east-1.
            </Alert>
          ) : (
            <EventView event={event} />
          )
        }
      </FailureOr>
    </Page>
  );
};
