import { isObject, objectOf, textOf } from '../../events/json.ts';
import type { JsonObject } from '../../model.ts';
import { unwrap } from '../../reading/unwrap.ts';

/** An object in a bucket that somebody told of. */
export interface ObjectNotice {
  readonly bucket: string;
  readonly key: string;
}

/** A finding whose workflow somebody changed in Security Hub. */
export interface FindingNotice {
  readonly id: string;
  readonly status: string;
  readonly note: string | undefined;
  readonly noteBy: string | undefined;
}

export interface ReadMessage {
  readonly records: readonly JsonObject[];
  readonly objects: readonly ObjectNotice[];
  readonly findings: readonly FindingNotice[];
  readonly unreadable: number;
}

const MOST_DEPTH = 4;
const MOST_OBJECTS = 1000;

interface Found {
  readonly records: JsonObject[];
  readonly objects: ObjectNotice[];
  readonly findings: FindingNotice[];
  unreadable: number;
}

const parsed = (text: string): unknown => {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

// Keys in S3's notices are coded as in a form (S3 User Guide, "Event message structure"): a space is a plus.
const decoded = (key: string): string => {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return key;
  }
};

/** `{"Records": [{"eventSource": "aws:s3", "s3": {"bucket": {"name"}, "object": {"key"}}}]}` */
const ofStorage = (records: readonly unknown[], found: Found): void => {
  for (const record of records.slice(0, MOST_OBJECTS)) {
    const s3 = objectOf(objectOf(record)?.['s3']);
    const bucket = textOf(objectOf(s3?.['bucket'])?.['name']);
    const key = textOf(objectOf(s3?.['object'])?.['key']);
    if (bucket !== undefined && key !== undefined)
      found.objects.push({ bucket, key: decoded(key) });
  }
};

/** CloudTrail's own notice of log files (User Guide, "Configuring Amazon SNS notifications"). */
const ofTrail = (value: JsonObject, found: Found): boolean => {
  const bucket = textOf(value['s3Bucket']);
  const keys = value['s3ObjectKey'];
  if (bucket === undefined || !Array.isArray(keys)) return false;
  for (const key of keys.slice(0, MOST_OBJECTS))
    if (typeof key === 'string') found.objects.push({ bucket, key });
  return true;
};

/** EventBridge's `Object Created`. */
const ofObjectCreated = (detail: JsonObject, found: Found): void => {
  const bucket = textOf(objectOf(detail['bucket'])?.['name']);
  const key = textOf(objectOf(detail['object'])?.['key']);
  if (bucket !== undefined && key !== undefined) found.objects.push({ bucket, key });
};

/** EventBridge's `Security Hub Findings - Imported`. */
const ofFindings = (detail: JsonObject, found: Found): void => {
  const findings: readonly unknown[] = Array.isArray(detail['findings']) ? detail['findings'] : [];
  for (const finding of findings) {
    if (!isObject(finding)) continue;
    const id = textOf(finding['Id']);
    const status = textOf(objectOf(finding['Workflow'])?.['Status']);
    const note = objectOf(finding['Note']);
    if (id !== undefined && status !== undefined)
      found.findings.push({
        id,
        status,
        note: textOf(note?.['Text']),
        noteBy: textOf(note?.['UpdatedBy']),
      });
  }
};

const ofEvent = (value: JsonObject, detail: JsonObject, found: Found): boolean => {
  const source = value['source'];
  if (source === 'aws.s3' && value['detail-type'] === 'Object Created') {
    ofObjectCreated(detail, found);
    return true;
  }
  if (source === 'aws.securityhub' && Array.isArray(detail['findings'])) {
    ofFindings(detail, found);
    return true;
  }
  return false;
};

const take = (value: unknown, found: Found, depth: number): void => {
  if (!isObject(value) || depth > MOST_DEPTH) {
    found.unreadable += 1;
    return;
  }
  // SNS wraps what it delivers, unless it is told not to.
  if (value['Type'] === 'Notification' && typeof value['Message'] === 'string')
    return take(parsed(value['Message']), found, depth + 1);
  if (value['Event'] === 's3:TestEvent') return;
  if (ofTrail(value, found)) return;
  const detail = objectOf(value['detail']);
  if (detail !== undefined && ofEvent(value, detail, found)) return;
  const records = value['Records'];
  if (Array.isArray(records) && objectOf(records[0])?.['eventSource'] === 'aws:s3')
    return ofStorage(records, found);
  unwrap(value, (record) => {
    if (record === undefined) found.unreadable += 1;
    else found.records.push(record);
  });
};

/** What a message of the queue says: events of CloudTrail by EventBridge, log files that there are, findings that changed. */
export const readMessage = (text: string): ReadMessage => {
  const found: Found = { records: [], objects: [], findings: [], unreadable: 0 };
  take(parsed(text), found, 0);
  return found;
};
