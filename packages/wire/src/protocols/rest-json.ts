import { AwsError } from '@gatehouse/core';
import { errorParts } from './error-parts.ts';
import { messageKey } from './json-error.ts';
import { jsonFormat, readJsonBody } from './json-format.ts';
import { parseJson } from './json-text.ts';
import { writeJson, writeJsonStructure } from './json-writer.ts';
import type { Protocol } from './protocol.ts';
import { isRecord } from './record.ts';
import {
  decodeRestInput,
  documentMembers,
  encodeRestOutput,
  errorHeaders,
  type RestFormat,
  restOperationOf,
} from './rest.ts';
import { readValue } from './typed-value.ts';

const VALUES = jsonFormat(true);

const FORMAT: RestFormat = {
  contentType: 'application/json',
  bindingCode: 'SerializationException',
  refuseBody: (cause) => new AwsError('SerializationException', cause.message, { cause }),
  readDocument: (schema, body) => readJsonBody(VALUES, schema, body),
  writeDocument: (_model, schema, value) => writeJsonStructure(schema, value, true),
  readPayload: (member, body) => {
    const raw = parseJson(body, true);
    // The SDK sends an empty object for a payload that is not there, and no union is one.
    const isAbsent =
      member.schema.kind === 'union' && isRecord(raw) && Object.keys(raw).length === 0;
    return isAbsent ? undefined : readValue(VALUES, member, raw);
  },
  writePayload: (_model, member, value) => writeJson(member, value, true),
};

/** Smithy 2.0, "AWS restJson1 protocol". */
export const restJson1: Protocol = {
  name: 'restJson1',
  operationOf: restOperationOf,
  decodeInput: (_model, operation, request, options) =>
    decodeRestInput(FORMAT, operation, request, options),
  encodeOutput: (model, operation, output, requestId) => {
    const response = encodeRestOutput(FORMAT, model, operation, output);
    return {
      ...response,
      headers: {
        'content-type': FORMAT.contentType,
        ...response.headers,
        'x-amzn-requestid': requestId,
      },
    };
  },
  encodeError: (model, error, requestId) => {
    const parts = errorParts(model, error);
    const members = documentMembers(parts).map(
      ([member, value]) =>
        `,"${member.traits.jsonName ?? member.name}":${writeJson(member, value, true)}`,
    );
    return {
      status: parts.status,
      headers: {
        'content-type': FORMAT.contentType,
        'x-amzn-errortype': parts.shapeName,
        ...errorHeaders(parts),
        'x-amzn-requestid': requestId,
        ...error.headers,
      },
      body: `{"${messageKey(parts)}":${JSON.stringify(parts.message)}${members.join('')}}`,
    };
  },
};
