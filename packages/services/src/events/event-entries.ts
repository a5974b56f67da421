import type { PutEventsRequestEntry, PutEventsResultEntry } from '@aws-sdk/client-eventbridge';

// Amazon EventBridge quotas, "PutEvents": 1 MB, all entries together.
export const MOST_BYTES = 1024 * 1024;
// PutEvents API Reference.
const MOST_DEPTH = 1100;
const TIME_BYTES = 14;

/** Amazon EventBridge User Guide, "Calculating PutEvents event entry size". */
export const entryBytes = ({
  Time,
  Source = '',
  DetailType = '',
  Detail = '',
  Resources = [],
}: PutEventsRequestEntry): number =>
  [Source, DetailType, Detail, ...Resources].reduce(
    (sum, text) => sum + Buffer.byteLength(text),
    Time === undefined ? 0 : TIME_BYTES,
  );

/** Whether brackets outside of strings are nested deeper than EventBridge reads; told before anything parses it. */
const isTooDeep = (text: string): boolean => {
  let depth = 0;
  let quoted = false;
  for (let at = 0; at < text.length; at += 1) {
    const char = text[at];
    if (quoted && char === '\\') at += 1;
    else if (char === '"') quoted = !quoted;
    else if (quoted) continue;
    else if (char === '{' || char === '[') {
      depth += 1;
      if (depth > MOST_DEPTH) return true;
    } else if (char === '}' || char === ']') depth -= 1;
  }
  return false;
};

/** Whether a text is what an event may have as its detail: the text of one JSON object. */
export const isDetail = (text: string): boolean => {
  if (isTooDeep(text)) return false;
  try {
    const value: unknown = JSON.parse(text);
    return typeof value === 'object' && value !== null && !Array.isArray(value);
  } catch {
    return false;
  }
};

const invalidArgument = (name: string, reason: string): PutEventsResultEntry => ({
  ErrorCode: 'InvalidArgument',
  ErrorMessage: `Parameter ${name} is not valid. Reason: ${reason}`,
});

const REQUIRED = ['Source', 'DetailType', 'Detail'] as const;

export const busInOtherRegion = (): PutEventsResultEntry =>
  invalidArgument('EventBusName', 'Provided event bus is not in this Region.');

/** Why an entry is no event; undefined when it is one. */
export const entryRefusal = (entry: PutEventsRequestEntry): PutEventsResultEntry | undefined => {
  for (const name of REQUIRED)
    if (entry[name] === undefined || entry[name] === '')
      return invalidArgument(name, `${name} is a required argument.`);
  // What AWS itself says, and what its partners say, nobody else can.
  if (/^aws\./i.test(entry.Source ?? ''))
    return {
      ErrorCode: 'NotAuthorizedForSourceException',
      ErrorMessage: 'Not authorized for the source.',
    };
  if (!isDetail(entry.Detail ?? ''))
    return { ErrorCode: 'MalformedDetail', ErrorMessage: 'Detail is malformed.' };
  return undefined;
};
