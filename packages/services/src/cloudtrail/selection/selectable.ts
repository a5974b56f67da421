import type { AuditEntry, DataEvent } from '@gatehouse/service-kit';
import { member, text } from '../loose.ts';

export type Category = 'Management' | 'Data' | 'Insight';

/** What selectors ask of an event. */
export interface Selectable {
  readonly category: Category;
  readonly eventSource: string;
  readonly eventName: string;
  readonly eventType: string;
  readonly readOnly: boolean;
  readonly errorCode: string | undefined;
  /** Undefined where the event has none; null where nobody knows yet. */
  readonly userIdentityArn: string | undefined | null;
  readonly fromConsole: boolean;
  readonly resources: readonly { readonly type: string; readonly arn: string }[];
}

const resourcesOf = (given: unknown): Selectable['resources'] =>
  Array.isArray(given)
    ? given.flatMap((one: unknown) => {
        const type = text(member(one, 'type'));
        const arn = text(member(one, 'ARN')) ?? text(member(one, 'ARNPrefix'));
        return type === undefined || arn === undefined ? [] : [{ type, arn }];
      })
    : [];

const NONE: Selectable['resources'] = [];

const categoryOf = (record: AuditEntry['record']): Category => {
  if (record['eventCategory'] === 'Insight') return 'Insight';
  return record['managementEvent'] === false ? 'Data' : 'Management';
};

/** A record as selectors see it. Only those of data events have resources that anybody asks for. */
export const ofEntry = ({ record }: AuditEntry): Selectable => {
  const category = categoryOf(record);
  return {
    category,
    eventSource: text(record['eventSource']) ?? '',
    eventName: text(record['eventName']) ?? '',
    eventType: text(record['eventType']) ?? '',
    readOnly: record['readOnly'] === true,
    errorCode: text(record['errorCode']),
    userIdentityArn: text(member(record['userIdentity'], 'arn')),
    fromConsole: record['sessionCredentialFromConsole'] === 'true',
    resources: category === 'Data' ? resourcesOf(record['resources']) : NONE,
  };
};

/** A data event before its record is made. */
export const ofDataEvent = (event: DataEvent): Selectable => ({
  category: 'Data',
  eventSource: event.eventSource,
  eventName: event.eventName,
  eventType: 'AwsApiCall',
  readOnly: event.readOnly,
  errorCode: undefined,
  userIdentityArn: event.userIdentityArn ?? null,
  fromConsole: event.fromConsole,
  resources: event.resources.flatMap(({ type, arn, arnPrefix }) => {
    const known = arn ?? arnPrefix;
    return known === undefined ? [] : [{ type, arn: known }];
  }),
});
