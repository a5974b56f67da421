import { AwsError } from '@gatehouse/core';
import { type PathTemplate, pathParts } from '../model/path-template.ts';
import { route } from '../model/route.ts';
import {
  isStructure,
  type HttpBindings,
  type Member,
  type StructureSchema,
} from '../model/schema.ts';
import type { OperationModel, ServiceModel } from '../model/service-model.ts';
import type { ErrorParts } from './error-parts.ts';
import { refuseEventStreams } from './event-streams.ts';
import { parseQuery } from './form.ts';
import { readHeader, writeHeader } from './header-value.ts';
import { bytesOf } from './json-writer.ts';
import type { DecodeOptions, WireHttpRequest, WireHttpResponse } from './protocol.ts';
import { emptyRecord, isRecord } from './record.ts';
import { missingMembers, missingMessage } from './required-members.ts';
import { readText } from './text-value.ts';
import { readOr, Unreadable } from './unreadable.ts';

/** What restJson and restXml differ in: the document in the body, and what a bad one is called. */
export interface RestFormat {
  readonly contentType: string;
  /** The code and message for a body that cannot be read. */
  refuseBody(unreadable: Unreadable): AwsError;
  /** The code for a label, header or query parameter that cannot be read. */
  readonly bindingCode: string;
  /** The members that travel in the body. */
  readDocument(schema: StructureSchema, body: Uint8Array): Readonly<Record<string, unknown>>;
  writeDocument(model: ServiceModel, schema: StructureSchema, value: unknown): string;
  readPayload(member: Member, body: Uint8Array): unknown;
  writePayload(model: ServiceModel, member: Member, value: unknown): string;
}

export const restOperationOf = (
  model: ServiceModel,
  request: WireHttpRequest,
): string | undefined =>
  route(model, {
    method: request.method,
    path: request.path,
    query: queryOf(request),
    headers: request.headers,
  })?.name;

export const decodeRestInput = (
  format: RestFormat,
  operation: OperationModel,
  request: WireHttpRequest,
  options?: DecodeOptions,
): unknown => {
  refuseEventStreams(operation);
  const { input, path } = operation;
  if (!isStructure(input)) return {};
  const { bindings } = input;
  const body = readBody(format, bindings, request.body);
  const bound = readOr(
    () => format.bindingCode,
    () => readBindings(bindings, path, request),
  );
  const value = { ...body, ...bound };
  const missing = missingMembers(input, value);
  if (missing.length === 0) return value;
  throw new AwsError(options?.validationCode ?? 'ValidationException', missingMessage(missing));
};

export const encodeRestOutput = (
  format: RestFormat,
  model: ServiceModel,
  { output, http }: OperationModel,
  value: unknown,
): WireHttpResponse => {
  const record = isRecord(value) ? value : {};
  if (!isStructure(output)) return { status: http?.code ?? 200, headers: {}, body: '' };
  const { bindings } = output;
  const code = bindings.responseCode === undefined ? undefined : record[bindings.responseCode.name];
  const bound = writeBoundHeaders(bindings, record);
  // RFC 9110 §15.3.7: an answer with a part of the content says which, and 206.
  const ordinary = bound['content-range'] === undefined ? (http?.code ?? 200) : 206;
  const status = typeof code === 'number' ? code : ordinary;
  const { body, contentType } = writeBody(format, model, output, record);
  // Where the content type is a member, the operation alone decides on it.
  const isMember = bindings.headers.some(({ wireName }) => wireName === 'content-type');
  const typed = contentType === undefined || isMember ? {} : { 'content-type': contentType };
  return { status, headers: { ...typed, ...bound }, body };
};

/** The members of an error that travel in headers. */
export const errorHeaders = ({ schema, members }: ErrorParts): Readonly<Record<string, string>> =>
  schema === undefined
    ? {}
    : writeBoundHeaders(
        schema.bindings,
        Object.fromEntries(members.map(([member, value]) => [member.name, value])),
      );

/** The members of an error that travel in its document. */
export const documentMembers = ({
  schema,
  members,
}: ErrorParts): readonly (readonly [Member, unknown])[] =>
  members.filter(([member]) => schema?.bindings.document.byName.has(member.name) ?? false);

const queryOf = ({ query }: WireHttpRequest): ReadonlyMap<string, readonly string[]> =>
  readOr(
    () => 'MalformedQueryString',
    () => parseQuery(query),
  );

const readBody = (
  format: RestFormat,
  { payload, document }: HttpBindings,
  body: Uint8Array,
): Readonly<Record<string, unknown>> => {
  try {
    if (payload !== undefined) {
      // No bytes are no payload, except where one must be there and can be empty.
      const isAbsent = body.length === 0 && !(payload.required && isRawPayload(payload));
      return isAbsent ? {} : { [payload.name]: readPayload(format, payload, body) };
    }
    return document.members.length === 0 || body.length === 0
      ? {}
      : format.readDocument(document, body);
  } catch (cause) {
    if (cause instanceof Unreadable) throw format.refuseBody(cause);
    throw cause;
  }
};

/** The body itself is the value, and may be empty. */
const isRawPayload = ({ schema }: Member): boolean =>
  schema.kind === 'blob' || schema.kind === 'string';

const readPayload = (format: RestFormat, member: Member, body: Uint8Array): unknown => {
  if (member.schema.kind === 'blob') return body;
  if (member.schema.kind === 'string') return Buffer.from(body).toString('utf8');
  return format.readPayload(member, body);
};

const readBindings = (
  bindings: HttpBindings,
  path: PathTemplate | undefined,
  request: WireHttpRequest,
): Readonly<Record<string, unknown>> => {
  const found: Record<string, unknown> = {};
  const labels = path?.labels(pathParts(request.path));
  for (const [name, member] of bindings.labels) {
    const text = labels?.get(name);
    if (text !== undefined) found[name] = readText(member, text, 'date-time');
  }
  readQuery(bindings, path, request, found);
  for (const { member, wireName } of bindings.headers) {
    const text = request.headers[wireName];
    if (text !== undefined) found[member.name] = readHeader(member, text);
  }
  for (const { member, wireName } of bindings.prefixHeaders) {
    const prefixed = readPrefixed(member, wireName, request.headers);
    if (prefixed !== undefined) found[member.name] = prefixed;
  }
  return found;
};

const readQuery = (
  { query, queryParams }: HttpBindings,
  path: PathTemplate | undefined,
  request: WireHttpRequest,
  found: Record<string, unknown>,
): void => {
  if (query.length === 0 && queryParams === undefined) return;
  const parameters = parseQuery(request.query);
  for (const { member, wireName } of query) {
    const values = parameters.get(wireName);
    if (values !== undefined) found[member.name] = readQueryValues(member, values);
  }
  if (queryParams?.schema.kind !== 'map') return;
  const others = emptyRecord();
  const spoken = [
    ...query.map(({ wireName }) => wireName),
    ...(path?.literalQuery ?? []).map(([name]) => name),
  ];
  for (const [name, values] of parameters) {
    if (!spoken.includes(name)) others[name] = readQueryValues(queryParams.schema.value, values);
  }
  if (Object.keys(others).length > 0) found[queryParams.name] = others;
};

const readQueryValues = (member: Member, values: readonly string[]): unknown => {
  const { schema } = member;
  if (schema.kind === 'list') return values.map((text) => readText(schema.item, text, 'date-time'));
  return readText(member, values[0] ?? '', 'date-time');
};

const readPrefixed = (
  member: Member,
  prefix: string,
  headers: Readonly<Record<string, string>>,
): Readonly<Record<string, unknown>> | undefined => {
  const { schema } = member;
  if (schema.kind !== 'map') return undefined;
  const names = Object.keys(headers).filter((name) => name.startsWith(prefix));
  if (names.length === 0) return undefined;
  const found = emptyRecord();
  for (const name of names) {
    found[name.slice(prefix.length)] = readHeader(schema.value, headers[name] ?? '');
  }
  return found;
};

const writeBoundHeaders = (
  { headers, prefixHeaders }: HttpBindings,
  value: Readonly<Record<string, unknown>>,
): Record<string, string> => {
  const written: Record<string, string> = {};
  for (const { member, wireName } of headers) {
    const item = value[member.name];
    if (item === undefined || item === null || isEmptyList(item)) continue;
    written[wireName] = writeHeader(member, item);
  }
  for (const { member, wireName } of prefixHeaders) {
    const entries = value[member.name];
    if (member.schema.kind !== 'map' || !isRecord(entries)) continue;
    for (const [key, item] of Object.entries(entries)) {
      if (item === undefined || item === null) continue;
      written[`${wireName}${key.toLowerCase()}`] = writeHeader(member.schema.value, item);
    }
  }
  return written;
};

const isEmptyList = (value: unknown): boolean => Array.isArray(value) && value.length === 0;

interface WrittenBody {
  readonly body: WireHttpResponse['body'];
  readonly contentType: string | undefined;
}

const writeBody = (
  format: RestFormat,
  model: ServiceModel,
  output: StructureSchema,
  value: Readonly<Record<string, unknown>>,
): WrittenBody => {
  const { payload, document } = output.bindings;
  if (payload !== undefined) return writePayload(format, model, payload, value[payload.name]);
  if (document.members.length === 0) return { body: '', contentType: undefined };
  return {
    body: format.writeDocument(model, document, value),
    contentType: format.contentType,
  };
};

const writePayload = (
  format: RestFormat,
  model: ServiceModel,
  member: Member,
  value: unknown,
): WrittenBody => {
  const { mediaType } = member.traits;
  if (value === undefined || value === null) return { body: '', contentType: undefined };
  if (member.schema.kind === 'blob') {
    const body = isStream(value) ? value : bytesOf(value);
    return { body, contentType: mediaType ?? 'application/octet-stream' };
  }
  if (member.schema.kind === 'string') {
    if (typeof value !== 'string') throw new Error(`${member.name} is no text`);
    return { body: value, contentType: mediaType ?? 'text/plain' };
  }
  return { body: format.writePayload(model, member, value), contentType: format.contentType };
};

const isStream = (value: unknown): value is AsyncIterable<Uint8Array> =>
  value !== null && typeof value === 'object' && Symbol.asyncIterator in value;
