import { AwsError } from '@gatehouse/core';
import { isStructure } from '../model/schema.ts';
import type { ProtocolName } from '../model/service-model.ts';
import { errorParts } from './error-parts.ts';
import { refuseEventStreams } from './event-streams.ts';
import { messageKey, queryErrorHeader } from './json-error.ts';
import { jsonFormat, readJsonBody } from './json-format.ts';
import { writeJson, writeJsonStructure } from './json-writer.ts';
import type { Protocol } from './protocol.ts';
import { missingMembers, missingMessage } from './required-members.ts';
import { readOr } from './unreadable.ts';

const FORMAT = jsonFormat(false);
const LOOSE = { ...FORMAT, looseUnions: true };

// Answered before the service sees the request.
const TOO_LARGE = 413;

// The models of these services mark errors with 403, 404 or 409, but what AWS sends for a caller's fault is 400.
export const jsonStatus = (status: number): number =>
  status >= 400 && status < 500 && status !== TOO_LARGE ? 400 : status;

// Older clients put the Java package before the name: com.amazonaws.cloudtrail.v20131101.CloudTrail_20131101.
const namesService = (prefix: string, service: string): boolean =>
  prefix === service || prefix.endsWith(`.${service}`);

/** Smithy 2.0, "AWS JSON 1.0 protocol" and "AWS JSON 1.1 protocol"; they differ in the content type alone. */
export const awsJson = (name: ProtocolName & `awsJson${string}`): Protocol => {
  const contentType =
    name === 'awsJson1_0' ? 'application/x-amz-json-1.0' : 'application/x-amz-json-1.1';
  return {
    name,
    operationOf: (model, { headers }) => {
      const target = headers['x-amz-target'] ?? '';
      const dot = target.lastIndexOf('.');
      if (dot < 0 || !namesService(target.slice(0, dot), model.targetPrefix)) return undefined;
      const operation = target.slice(dot + 1);
      return model.operations.has(operation) ? operation : undefined;
    },
    decodeInput: (_model, operation, { body }, options) => {
      refuseEventStreams(operation);
      const { input } = operation;
      if (!isStructure(input)) return {};
      const value = readOr(
        () => 'SerializationException',
        () => readJsonBody(options?.looseUnions === true ? LOOSE : FORMAT, input, body),
      );
      const missing = missingMembers(input, value);
      if (missing.length === 0) return value;
      throw new AwsError(options?.validationCode ?? 'ValidationException', missingMessage(missing));
    },
    encodeOutput: (_model, { output }, value, requestId) => ({
      status: 200,
      headers: { 'content-type': contentType, 'x-amzn-requestid': requestId },
      body: isStructure(output) ? writeJsonStructure(output, value ?? {}, false) : '{}',
    }),
    encodeError: (model, error, requestId) => {
      const parts = errorParts(model, error);
      const members = parts.members.map(
        ([member, value]) => `,"${member.name}":${writeJson(member, value, false)}`,
      );
      const message = `"${messageKey(parts)}":${JSON.stringify(parts.message)}`;
      return {
        status: jsonStatus(parts.status),
        headers: {
          'content-type': contentType,
          'x-amzn-requestid': requestId,
          'x-amzn-errortype': parts.shapeName,
          ...queryErrorHeader(model, parts),
          ...error.headers,
        },
        body: `{"__type":${JSON.stringify(parts.shapeName)},${message}${members.join('')}}`,
      };
    },
  };
};
