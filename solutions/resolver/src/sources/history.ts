import type { Clients, CloudTrail, Via } from '@gatehouse/clients';
import type { Reading } from '../deletions/deletion.ts';
import { readEventText } from '../deletions/read-event.ts';

/** An account's event history in one Region, and the role to read it by; undefined: with our own credentials. */
export interface Place {
  readonly account: string;
  readonly region: string;
  readonly roleArn?: string | undefined;
}

const SESSION_NAME = 'gatehouse-resolver';
const PAGE = 50;

export const trailOf = (clients: Clients, { region, roleArn }: Place): CloudTrail => {
  const via: Via = {
    region,
    ...(roleArn === undefined ? {} : { hop: { roleArn, sessionName: SESSION_NAME } }),
  };
  return clients.cloudTrail(via);
};

/** What changed there between two times, newest first, each event as it is read. */
export async function* changesIn(trail: CloudTrail, from: Date, to: Date): AsyncIterable<Reading> {
  let token: string | undefined;
  do {
    const { Events: events = [], NextToken: next } = await trail.lookupEvents({
      LookupAttributes: [{ AttributeKey: 'ReadOnly', AttributeValue: 'false' }],
      StartTime: from,
      EndTime: to,
      MaxResults: PAGE,
      ...(token === undefined ? {} : { NextToken: token }),
    });
    for (const { CloudTrailEvent: text = '' } of events) yield readEventText(text, 'history');
    token = next;
  } while (token !== undefined);
}
