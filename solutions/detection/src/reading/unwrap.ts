import { isObject } from '../events/json.ts';
import type { JsonObject } from '../model.ts';
import { eventOfCommonSchema } from './common-schema.ts';
import { LIST_NAMES, TEXT_NAMES, WRAPPER_NAMES } from './wrappings.ts';

/** Takes what may be a record of CloudTrail; undefined stands for a value that is nothing like one. */
export type TakeRecord = (record: JsonObject | undefined) => void;

const MOST_DEPTH = 8;
const MOST_TEXT = 4_194_304;

// Splunk puts fields of the record beside the record itself, as `_raw`: only that is whole.
const isRecord = (value: JsonObject): boolean =>
  typeof value['eventSource'] === 'string' &&
  typeof value['eventName'] === 'string' &&
  typeof value['_raw'] !== 'string';

/** Actions of Elasticsearch's bulk format stand between the documents. */
const BULK = new Set(['index', 'create', 'update', 'delete']);

const isBulkAction = (value: JsonObject): boolean => {
  const [name, more] = Object.keys(value);
  return name !== undefined && more === undefined && BULK.has(name);
};

const parsed = (text: string): unknown => {
  const begin = text.search(/\S/);
  const first = text[begin];
  if ((first !== '{' && first !== '[') || text.length > MOST_TEXT) return undefined;
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
};

const ofText = (text: string, take: TakeRecord, depth: number): boolean => {
  const value = parsed(text);
  if (value === undefined) return false;
  unwrap(value, take, depth + 1);
  return true;
};

/** `{"field": "@message", "value": "…"}`: a cell of a row that CloudWatch Logs Insights answers. */
const isCell = (value: JsonObject): boolean =>
  typeof value['field'] === 'string' && 'value' in value && Object.keys(value).length === 2;

const ofCell = (value: JsonObject, take: TakeRecord, depth: number): void => {
  const { field, value: text } = value;
  if (field === '@message' && !(typeof text === 'string' && ofText(text, take, depth)))
    take(undefined);
};

/** Whether the object wrapped something, which then was taken. */
const ofMembers = (value: JsonObject, take: TakeRecord, depth: number): boolean => {
  for (const name of TEXT_NAMES) {
    const text = value[name];
    if (typeof text === 'string' && ofText(text, take, depth)) return true;
  }
  let wrapped = false;
  for (const name in value) {
    const inner = value[name];
    if (
      Array.isArray(inner) ? !LIST_NAMES.has(name) : !(isObject(inner) && WRAPPER_NAMES.has(name))
    )
      continue;
    unwrap(inner, take, depth + 1);
    wrapped = true;
  }
  return wrapped;
};

/** CloudWatch Logs sends these to try out a subscription. */
const isControl = (value: JsonObject): boolean => value['messageType'] === 'CONTROL_MESSAGE';

const ofObject = (value: JsonObject, take: TakeRecord, depth: number): void => {
  if (isCell(value)) return ofCell(value, take, depth);
  if (isControl(value) || isBulkAction(value)) return;
  // Elastic's own schema keeps the record beside what it made of it, or only what it made of it.
  const common = eventOfCommonSchema(value);
  if (common !== undefined) return take(common);
  if (!ofMembers(value, take, depth)) take(value);
};

/**
 * Finds the records in a value: `{"Records": […]}`, lists, LookupEvents' answers, events of EventBridge, CloudWatch Logs' payloads and
 * answers, SNS and SQS messages, Elastic's hits and documents, Splunk's results; one in another up to eight deep.
 */
export const unwrap = (value: unknown, take: TakeRecord, depth = 0): void => {
  if (depth > MOST_DEPTH) return take(undefined);
  if (Array.isArray(value)) {
    for (const element of value) unwrap(element, take, depth + 1);
    return;
  }
  if (isObject(value)) {
    if (isRecord(value)) return take(value);
    return ofObject(value, take, depth);
  }
  if (typeof value === 'string' && ofText(value, take, depth)) return;
  take(undefined);
};
