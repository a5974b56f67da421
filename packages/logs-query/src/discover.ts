import { fromJson, isObject, type JsonObject, type Value } from './value.ts';

const MOST_DEPTH = 100;
/** CloudWatch Logs User Guide, "Supported logs and discovered fields": from one event. */
const MOST_FIELDS = 200;
const LONG_NUMBER = /[0-9]{16}/;
const REPORT = /^(START|END|REPORT|INIT_START) ?/;
const FLOW = /^[0-9]{1,2} [0-9]{12} eni-\S+ /;

type Reviver = (name: string, value: unknown, context?: { readonly source?: string }) => unknown;

/** A long number keeps its digits, as a text: no double has room for them. */
const keepDigits: Reviver = (_name, value, { source } = {}) =>
  typeof value === 'number' && source !== undefined && /^-?[0-9]{16,}$/.test(source)
    ? source
    : value;

const parsed = (text: string): unknown => {
  try {
    return LONG_NUMBER.test(text) ? JSON.parse(text, keepDigits) : JSON.parse(text);
  } catch {
    return undefined;
  }
};

/** Where the object that begins here ends; undefined when it does not. */
const endOfObject = (text: string, start: number): number | undefined => {
  let depth = 0;
  let inText = false;
  for (let at = start; at < text.length; at += 1) {
    const char = text.charCodeAt(at);
    if (inText) {
      if (char === 92) at += 1;
      else if (char === 34) inText = false;
    } else if (char === 34) inText = true;
    else if (char === 123) depth += 1;
    else if (char === 125) {
      depth -= 1;
      if (depth === 0) return at + 1;
    }
  }
  return undefined;
};

const NUMBERS: ReadonlyMap<string, readonly [name: string, factor: number]> = new Map([
  ['Duration', ['@duration', 1]],
  ['Billed Duration', ['@billedDuration', 1]],
  ['Init Duration', ['@initDuration', 1]],
  // Lambda says MB and CloudWatch Logs counts bytes.
  ['Memory Size', ['@memorySize', 1_000_000]],
  ['Max Memory Used', ['@maxMemoryUsed', 1_000_000]],
]);

/** The lines that Lambda writes about invocations. */
const lambdaFields = (message: string): JsonObject | undefined => {
  const type = REPORT.exec(message)?.[1];
  if (type === undefined) return undefined;
  const found: Record<string, unknown> = { '@type': type };
  for (const part of message.replace(/^\w+ /, '').split('\t', 20)) {
    const [name = '', text = ''] = part.split(': ', 2);
    if (name === 'RequestId') found['@requestId'] = text.split(/\s/, 1)[0];
    const known = NUMBERS.get(name);
    if (known !== undefined) found[known[0]] = Number.parseFloat(text) * known[1];
  }
  return found;
};

const FLOW_FIELDS = [
  'version',
  'accountId',
  'interfaceId',
  'srcAddr',
  'dstAddr',
  'srcPort',
  'dstPort',
  'protocol',
  'packets',
  'bytes',
  'start',
  'end',
  'action',
  'logStatus',
];

/** Flow logs of a VPC in their default format. */
const flowFields = (message: string): JsonObject | undefined => {
  const parts = message.trimEnd().split(' ', FLOW_FIELDS.length + 1);
  if (parts.length !== FLOW_FIELDS.length) return undefined;
  return Object.fromEntries(
    FLOW_FIELDS.flatMap((name, at) => (parts[at] === '-' ? [] : [[name, parts[at]]])),
  );
};

/** The fields of a message: of its JSON, of the first object in it, or of a line of Lambda or of a VPC. */
export const discover = (message: string): JsonObject | undefined => {
  const start = message.indexOf('{');
  if (start < 0) return FLOW.test(message) ? flowFields(message) : lambdaFields(message);
  const whole = start === 0 || message.slice(0, start).trim() === '' ? parsed(message) : undefined;
  if (isObject(whole)) return whole;
  const end = endOfObject(message, start);
  const part = end === undefined ? undefined : parsed(message.slice(start, end));
  return isObject(part) ? part : lambdaFields(message);
};

const memberOf = (of: unknown, name: string): unknown => {
  if (Array.isArray(of)) return /^[0-9]{1,9}$/.test(name) ? of[Number(name)] : undefined;
  return isObject(of) && Object.hasOwn(of, name) ? of[name] : undefined;
};

/** The value at a path; names that hold points themselves are found, too. */
export const valueAt = (of: unknown, parts: readonly string[]): Value => {
  let found = of;
  for (const [at, part] of parts.entries()) {
    const next = memberOf(found, part);
    if (next === undefined) {
      const rest = at === parts.length - 1 ? undefined : memberOf(found, parts.slice(at).join('.'));
      return fromJson(rest);
    }
    found = next;
  }
  return fromJson(found);
};

/** All fields of a message with their paths as names. */
export const discoveredFields = (message: string): ReadonlyMap<string, Value> => {
  const found = new Map<string, Value>();
  const visit = (of: unknown, name: string, depth: number): void => {
    if (found.size >= MOST_FIELDS || depth > MOST_DEPTH) return;
    if (Array.isArray(of) || isObject(of)) {
      for (const [part, inner] of Object.entries(of))
        visit(inner, name === '' ? part : `${name}.${part}`, depth + 1);
      return;
    }
    const value = fromJson(of);
    if (value !== undefined) found.set(name, value);
  };
  visit(discover(message), '', 0);
  return found;
};
