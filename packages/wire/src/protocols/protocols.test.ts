import * as cloudwatch from '@aws-sdk/client-cloudwatch';
import * as ec2 from '@aws-sdk/client-ec2';
import * as ecs from '@aws-sdk/client-ecs';
import * as lambda from '@aws-sdk/client-lambda';
import * as s3 from '@aws-sdk/client-s3';
import * as sts from '@aws-sdk/client-sts';
import { describe, expect, test } from 'vitest';
import { readServiceModel } from '../model/read-service-model.ts';
import type { WireHttpRequest } from './protocol.ts';
import { protocolFor, protocolOf } from './protocols.ts';

const request = (change: Partial<WireHttpRequest> = {}): WireHttpRequest => ({
  method: 'POST',
  path: '/',
  query: '',
  headers: {},
  body: new Uint8Array(),
  ...change,
});

const form = { 'content-type': 'application/x-www-form-urlencoded; charset=utf-8' };

describe('a service can be spoken to in more than one protocol', () => {
  test.for([
    ['awsQuery', { headers: form }],
    ['awsQuery', { method: 'GET', query: 'Version=1&Action=ListMetrics' }],
    ['awsJson1_0', { headers: { 'content-type': 'application/x-amz-json-1.0' } }],
    ['awsJson1_1', { headers: { 'content-type': 'application/x-amz-json-1.1' } }],
    ['awsJson1_1', { headers: { 'x-amz-target': 'GraniteServiceVersion20100801.ListMetrics' } }],
    ['rpcv2Cbor', { headers: { 'smithy-protocol': 'rpc-v2-cbor' } }],
    ['awsJson1_0', {}],
  ] as const)('%s, as %o says', ([name, change]) => {
    expect(protocolOf(request(change), readServiceModel(cloudwatch)).name).toBe(name);
  });
});

test('a form for EC2 is ec2Query, and one for S3 is not a query at all', () => {
  expect(protocolOf(request({ headers: form }), readServiceModel(ec2)).name).toBe('ec2Query');
  expect(protocolOf(request({ headers: form }), readServiceModel(s3)).name).toBe('restXml');
});

test('a query operation may come in the URL, as a presigned GetCallerIdentity does', () => {
  const model = readServiceModel(sts);
  const presigned = request({
    method: 'GET',
    query: 'Action=GetCallerIdentity&Version=2011-06-15&X-Amz-Algorithm=AWS4-HMAC-SHA256',
  });
  const protocol = protocolOf(presigned, model);
  const operation = model.operations.get(protocol.operationOf(model, presigned) ?? '');

  expect(operation?.name).toBe('GetCallerIdentity');
  expect(operation && protocol.decodeInput(model, operation, presigned)).toEqual({});
});

test.for([
  ['GET', '/', '', 'ListBuckets'],
  ['GET', '/b', '', 'ListObjects'],
  ['GET', '/b/', 'list-type=2', 'ListObjectsV2'],
  ['GET', '/b', 'location', 'GetBucketLocation'],
  ['GET', '/b', 'analytics', 'ListBucketAnalyticsConfigurations'],
  ['GET', '/b', 'analytics&id=1', 'GetBucketAnalyticsConfiguration'],
  ['GET', '/b/k', '', 'GetObject'],
  ['GET', '/b/a%2Fb/c', '', 'GetObject'],
  ['GET', '/b/k', 'acl', 'GetObjectAcl'],
  ['GET', '/b/k', 'uploadId=u', 'ListParts'],
  ['HEAD', '/b', '', 'HeadBucket'],
  ['HEAD', '/b/k', '', 'HeadObject'],
  ['PUT', '/b', '', 'CreateBucket'],
  ['PUT', '/b/k', '', 'PutObject'],
  ['PUT', '/b/k', 'partNumber=1&uploadId=u', 'UploadPart'],
  ['POST', '/b/k', 'uploads', 'CreateMultipartUpload'],
  ['POST', '/b/k', 'uploadId=u', 'CompleteMultipartUpload'],
  ['DELETE', '/b/k', '', 'DeleteObject'],
  ['DELETE', '/b/k', 'uploadId=u', 'AbortMultipartUpload'],
  ['PATCH', '/b/k', '', undefined],
] as const)(
  'a client without the SDK’s hints that sends %s %s?%s means %s',
  ([method, path, query, name]) => {
    const model = readServiceModel(s3);

    expect(protocolFor('restXml').operationOf(model, request({ method, path, query }))).toBe(name);
  },
);

test('a copy is told from an upload by its source', () => {
  const headers = { 'x-amz-copy-source': '/a/b' };

  expect(
    protocolFor('restXml').operationOf(
      readServiceModel(s3),
      request({ method: 'PUT', path: '/b/k', headers }),
    ),
  ).toBe('CopyObject');
});

test('a label keeps the slashes that its path has encoded', () => {
  const model = readServiceModel(lambda);
  const path = '/2017-03-31/tags/arn%3Aaws%3Alambda%3Aus-east-1%3A1%3Afunction%3Aa%2Fb';
  const operation = model.operations.get('ListTags');

  const input =
    operation &&
    protocolFor('restJson1').decodeInput(model, operation, request({ method: 'GET', path }));

  expect(input).toEqual({ Resource: 'arn:aws:lambda:us-east-1:1:function:a/b' });
});

test('GetBucketLocation is answered with the region alone, as S3 does', () => {
  const model = readServiceModel(s3);
  const operation = model.operations.get('GetBucketLocation');

  const response =
    operation &&
    protocolFor('restXml').encodeOutput(
      model,
      operation,
      { LocationConstraint: 'eu-west-1' },
      'id',
    );

  expect(response?.body).toBe(
    '<?xml version="1.0" encoding="UTF-8"?>\n' +
      '<LocationConstraint xmlns="http://s3.amazonaws.com/doc/2006-03-01/">eu-west-1</LocationConstraint>',
  );
});

test('the wording for missing members counts and names them, and its code can be chosen', () => {
  const model = readServiceModel(sts);
  const operation = model.operations.get('AssumeRole');
  const empty = request({
    headers: form,
    body: Buffer.from('Action=AssumeRole&Tags.member.1.Key=a'),
  });

  expect(
    () =>
      operation &&
      protocolFor('awsQuery').decodeInput(model, operation, empty, { validationCode: 'Chosen' }),
  ).toThrow(
    expect.objectContaining({
      name: 'Chosen',
      message:
        "3 validation errors detected: Value null at 'roleArn' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'roleSessionName' failed to satisfy constraint: Member must not be null; " +
        "Value null at 'tags.1.member.value' failed to satisfy constraint: Member must not be null",
    }),
  );
});

test('keys that a caller chooses stay keys and reach no prototype', () => {
  const model = readServiceModel(lambda);
  const operation = model.operations.get('TagResource');
  const body = Buffer.from('{"Tags":{"__proto__":"a","constructor":"b"}}');
  const tagging = request({ path: '/2017-03-31/tags/r', body });

  const input = operation && protocolFor('restJson1').decodeInput(model, operation, tagging);

  expect(JSON.stringify(input)).toBe('{"Tags":{"__proto__":"a","constructor":"b"},"Resource":"r"}');
  expect(Object.hasOwn(Object.prototype, 'a')).toBe(false);
});

test('nothing but what the model knows is written', () => {
  const model = readServiceModel(ecs);
  const operation = model.operations.get('DescribeClusters');

  const response =
    operation &&
    protocolFor('awsJson1_1').encodeOutput(
      model,
      operation,
      { clusters: [{ clusterName: 'a', secret: 'b' }], internal: 1 },
      'id',
    );

  expect(response?.body).toBe('{"clusters":[{"clusterName":"a"}]}');
});
