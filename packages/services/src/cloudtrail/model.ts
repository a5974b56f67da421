import type { AuditEntry } from '@gatehouse/service-kit';
import { member, text } from './loose.ts';

/** What LookupEvents finds events by (CloudTrail API Reference, LookupAttribute). */
export const LOOKUP_ATTRIBUTES = [
  'EventId',
  'EventName',
  'ReadOnly',
  'Username',
  'ResourceType',
  'ResourceName',
  'EventSource',
  'AccessKeyId',
] as const;

export type LookupAttributeKey = (typeof LOOKUP_ATTRIBUTES)[number];

export interface EventFilter {
  readonly attribute?: { readonly key: LookupAttributeKey; readonly value: string } | undefined;
  /** Milliseconds, both included. */
  readonly from: number;
  readonly to: number;
}

/** What `Username` shows: the user's name, a session's name, `root`. */
export const userNameOf = (entry: AuditEntry): string | undefined => {
  const identity = entry.record['userIdentity'];
  const own = text(member(identity, 'userName'));
  if (own !== undefined) return own;
  switch (member(identity, 'type')) {
    case 'Root':
      return 'root';
    case 'AssumedRole':
    case 'FederatedUser':
      return text(member(identity, 'principalId'))?.split(':').at(1);
    default:
      return undefined;
  }
};

const one = (value: string | undefined): readonly string[] => (value === undefined ? [] : [value]);

/** The values of an event for one lookup attribute; an event can name several resources. */
export const attributeValues = (
  entry: AuditEntry,
  attribute: LookupAttributeKey,
): readonly string[] => {
  const { record } = entry;
  switch (attribute) {
    case 'EventId':
      return [record.eventID];
    case 'EventName':
      return one(text(record['eventName']));
    case 'ReadOnly':
      return [String(record['readOnly'])];
    case 'Username':
      return one(userNameOf(entry));
    case 'ResourceType':
      return entry.resources.map(({ type }) => type);
    case 'ResourceName':
      return entry.resources.map(({ name }) => name);
    case 'EventSource':
      return one(text(record['eventSource']));
    case 'AccessKeyId':
      return one(text(member(record['userIdentity'], 'accessKeyId')));
    default:
      return attribute satisfies never;
  }
};

export const matches = (entry: AuditEntry, { attribute, from, to }: EventFilter): boolean =>
  entry.at >= from &&
  entry.at <= to &&
  (attribute === undefined || attributeValues(entry, attribute.key).includes(attribute.value));

/** Newest first; the id decides among events of the same millisecond, so that a page knows where it ended. */
export const newestFirst = (a: AuditEntry, b: AuditEntry): number =>
  b.at - a.at || (a.record.eventID < b.record.eventID ? 1 : -1);
