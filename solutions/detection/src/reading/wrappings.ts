/** Members whose lists hold records or what wraps them. */
export const LIST_NAMES: ReadonlySet<string> = new Set([
  'Records',
  'records',
  'Events',
  'events',
  'logEvents',
  'hits',
  'results',
  'Results',
  'data',
  'items',
  'Items',
  'rows',
  'logs',
  'entries',
  'messages',
  'Messages',
  'value',
  'queryResults',
]);

/** Members whose object is a record or wraps one. */
export const WRAPPER_NAMES: ReadonlySet<string> = new Set([
  'detail',
  '_source',
  'hits',
  'result',
  'event',
  'record',
  'json',
  'data',
  'payload',
  'cloudtrail',
  'Sns',
  'doc',
  'source',
]);

/** Members whose text is a record as JSON, or wraps one. */
export const TEXT_NAMES: readonly string[] = [
  'CloudTrailEvent',
  '_raw',
  'event.original',
  'original',
  '@message',
  'message',
  'Message',
  'eventJson',
  'event_json',
  'log',
  'body',
  'Body',
  'raw',
  'event',
];
