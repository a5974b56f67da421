import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ecs from '@aws-sdk/client-ecs';
import * as iam from '@aws-sdk/client-iam';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sqs from '@aws-sdk/client-sqs';
import { AwsError } from '@gatehouse/core';
import { cbor } from '@smithy/core/cbor';
import { expect, test } from 'vitest';
import { readServiceModel } from '../model/read-service-model.ts';
import { protocolFor } from './protocols.ts';

const ID = 'the-request-id';

test('awsQuery sends the code of the model, not the name of its shape', () => {
  const error = new AwsError('NoSuchEntityException', 'The role <r> cannot be found.');

  expect(protocolFor('awsQuery').encodeError(readServiceModel(iam), error, ID)).toEqual({
    status: 404,
    headers: { 'content-type': 'text/xml', 'x-amzn-requestid': ID },
    body:
      '<ErrorResponse xmlns="https://iam.amazonaws.com/doc/2010-05-08/"><Error><Type>Sender</Type>' +
      '<Code>NoSuchEntity</Code><Message>The role &lt;r&gt; cannot be found.</Message></Error>' +
      '<RequestId>the-request-id</RequestId></ErrorResponse>',
  });
});

test('an error of the server is told as the receiver’s', () => {
  const error = new AwsError('ServiceFailure', 'Try again.');

  const { status, body } = protocolFor('awsQuery').encodeError(readServiceModel(iam), error, ID);

  expect(status).toBe(500);
  expect(body).toContain('<Type>Receiver</Type><Code>ServiceFailure</Code>');
});

test('the status that an error brings wins over the model’s', () => {
  const error = new AwsError('NoSuchEntity', 'Gone.', { status: 410 });

  expect(protocolFor('awsQuery').encodeError(readServiceModel(iam), error, ID).status).toBe(410);
});

test('a code that the model does not know is sent as it is, with the error’s own headers', () => {
  const error = new AwsError('AccessDenied', 'No.', { status: 403, headers: { 'x-extra': '1' } });

  const { status, headers, body } = protocolFor('awsQuery').encodeError(undefined, error, ID);

  expect(status).toBe(403);
  expect(headers).toMatchObject({ 'x-extra': '1' });
  expect(body).toContain('<ErrorResponse><Error><Type>Sender</Type><Code>AccessDenied</Code>');
});

test('ec2Query wraps errors in its own way', () => {
  const error = new AwsError('InvalidInstanceID.NotFound', "The instance ID 'i-1' does not exist");

  expect(protocolFor('ec2Query').encodeError(undefined, error, ID).body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n<Response><Errors><Error>' +
      '<Code>InvalidInstanceID.NotFound</Code>' +
      '<Message>The instance ID &apos;i-1&apos; does not exist</Message></Error></Errors>' +
      '<RequestID>the-request-id</RequestID></Response>',
  );
});

test('awsJson names the type and spells the message as the model does', () => {
  const error = new AwsError('ClusterNotFoundException', 'Cluster not found.');

  expect(protocolFor('awsJson1_1').encodeError(readServiceModel(ecs), error, ID)).toEqual({
    status: 400,
    headers: {
      'content-type': 'application/x-amz-json-1.1',
      'x-amzn-requestid': ID,
      'x-amzn-errortype': 'ClusterNotFoundException',
    },
    body: '{"__type":"ClusterNotFoundException","message":"Cluster not found."}',
  });
});

test.for([
  ['SerializationException', 'Message'],
  ['AccessDeniedException', 'Message'],
  ['UnrecognizedClientException', 'message'],
] as const)('awsJson sends the message of an unmodelled %s as %s', ([code, key]) => {
  const { body } = protocolFor('awsJson1_0').encodeError(undefined, new AwsError(code, 'M'), ID);

  expect(body).toBe(`{"__type":"${code}","${key}":"M"}`);
});

test('a service that once spoke awsQuery adds the old code', () => {
  const error = new AwsError('QueueDoesNotExist', 'No such queue.');

  const { headers } = protocolFor('awsJson1_0').encodeError(readServiceModel(sqs), error, ID);

  expect(headers['x-amzn-query-error']).toBe('AWS.SimpleQueueService.NonExistentQueue;Sender');
});

test('restJson puts the type in a header and bound members where the model binds them', () => {
  const error = new AwsError('TooManyRequestsException', 'Slow down.', {
    members: { retryAfterSeconds: '3', Type: 'User', Reason: 'CallerRateLimitExceeded' },
  });

  const response = protocolFor('restJson1').encodeError(readServiceModel(lambda), error, ID);

  expect(response).toMatchObject({
    status: 429,
    headers: { 'x-amzn-errortype': 'TooManyRequestsException', 'retry-after': '3' },
  });
  expect(JSON.parse(String(response.body))).toEqual({
    message: 'Slow down.',
    Type: 'User',
    Reason: 'CallerRateLimitExceeded',
  });
});

test('S3 answers a bare error document', () => {
  const error = new AwsError('NoSuchKey', 'The specified key does not exist.', {
    members: { Key: 'a&b' },
  });

  expect(protocolFor('restXml').encodeError(readServiceModel(s3), error, ID)).toEqual({
    status: 404,
    headers: {
      'content-type': 'application/xml',
      'x-amz-request-id': ID,
      'x-amz-id-2': expect.any(String),
    },
    body: expect.stringMatching(
      /^<\?xml version="1.0" encoding="UTF-8"\?>\n<Error><Code>NoSuchKey<\/Code><Message>The specified key does not exist.<\/Message><Key>a&amp;b<\/Key><RequestId>the-request-id<\/RequestId><HostId>[\w+/=]+<\/HostId><\/Error>$/,
    ),
  });
});

test('rpcv2Cbor names the shape in full', () => {
  const error = new AwsError('ResourceNotFoundException', 'Unknown.');

  const { status, body } = protocolFor('rpcv2Cbor').encodeError(
    readServiceModel(cloudwatch),
    error,
    ID,
  );

  expect(status).toBe(404);
  expect(cbor.deserialize(Buffer.from(body))).toMatchObject({
    __type: 'com.amazonaws.cloudwatch#ResourceNotFoundException',
    Message: 'Unknown.',
  });
});

test.for([
  ['InvalidParameterValueException', 'InvalidParameterValue'],
  ['MissingRequiredParameterException', 'MissingParameter'],
  ['AccessDeniedException', 'AccessDenied'],
  ['QueueDoesNotExist', 'AWS.SimpleQueueService.NonExistentQueue'],
] as const)('a service that once spoke awsQuery sends %s as %s there', ([name, code]) => {
  const model = readServiceModel(sqs);
  const error = new AwsError(name, 'No.');

  const json = protocolFor('awsJson1_0').encodeError(model, error, ID);
  const query = protocolFor('awsQuery').encodeError(model, error, ID);

  expect(json.headers).toMatchObject({ 'x-amzn-query-error': `${code};Sender` });
  expect(json.body).toContain(`"__type":"${name}"`);
  expect(query.body).toContain(`<Code>${code}</Code>`);
});

test('other services keep the names of the common errors', () => {
  const error = new AwsError('AccessDeniedException', 'No.');

  expect(
    protocolFor('awsJson1_1').encodeError(readServiceModel(ecs), error, ID).headers,
  ).not.toHaveProperty('x-amzn-query-error');
  expect(protocolFor('awsQuery').encodeError(readServiceModel(iam), error, ID).body).toContain(
    '<Code>AccessDeniedException</Code>',
  );
});
