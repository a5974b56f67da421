import { AwsError } from '@gatehouse/core';
import { cbor } from '@smithy/core/cbor';
import { isStructure } from '../model/schema.ts';
import { parseCbor } from './cbor-reader.ts';
import { CBOR_FORMAT, cborStructure, cborValue } from './cbor-value.ts';
import { errorParts } from './error-parts.ts';
import { refuseEventStreams } from './event-streams.ts';
import { messageKey, queryErrorHeader } from './json-error.ts';
import type { Protocol } from './protocol.ts';
import { missingMembers, missingMessage } from './required-members.ts';
import { readStructure } from './typed-value.ts';
import { readOr } from './unreadable.ts';

const HEADERS = { 'content-type': 'application/cbor', 'smithy-protocol': 'rpc-v2-cbor' };

/** Smithy 2.0, "RPC v2 CBOR protocol". */
export const rpcv2Cbor: Protocol = {
  name: 'rpcv2Cbor',
  operationOf: (model, { path }) => {
    const [, service, operation] = PATH.exec(path) ?? [];
    if (service !== model.targetPrefix || operation === undefined) return undefined;
    return model.operations.has(operation) ? operation : undefined;
  },
  decodeInput: (_model, operation, { body }, options) => {
    refuseEventStreams(operation);
    const { input } = operation;
    if (!isStructure(input)) return {};
    const value = readOr(
      () => 'SerializationException',
      () => (body.length === 0 ? {} : readStructure(CBOR_FORMAT, input, parseCbor(body))),
    );
    const missing = missingMembers(input, value);
    if (missing.length === 0) return value;
    throw new AwsError(options?.validationCode ?? 'ValidationException', missingMessage(missing));
  },
  encodeOutput: (_model, { output }, value, requestId) => ({
    status: 200,
    headers: { ...HEADERS, 'x-amzn-requestid': requestId },
    body: encode(isStructure(output) ? cborStructure(output, value ?? {}) : {}),
  }),
  encodeError: (model, error, requestId) => {
    const parts = errorParts(model, error);
    const members = parts.members.map(([member, value]) => [member.name, cborValue(member, value)]);
    return {
      status: parts.status,
      headers: {
        ...HEADERS,
        'x-amzn-requestid': requestId,
        ...queryErrorHeader(model, parts),
        ...error.headers,
      },
      body: encode({
        __type: parts.shapeId,
        [messageKey(parts)]: parts.message,
        ...Object.fromEntries(members),
      }),
    };
  },
};

// The service may carry its namespace in front (Smithy 2.0, "RPC v2 CBOR protocol", requests).
const PATH = /^\/service\/(?:[^/]*\.)?([^/.]+)\/operation\/([^/]+)$/;

const encode = (value: unknown): Uint8Array => cbor.serialize(value);
