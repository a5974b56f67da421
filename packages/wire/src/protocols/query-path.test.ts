import * as sqs from '@aws-sdk/client-sqs';
import { expect, test } from 'vitest';
import { readServiceModel } from '../model/read-service-model.ts';
import { protocolFor } from './protocols.ts';

const decode = (path: string, body: string, pathMember?: string): unknown => {
  const model = readServiceModel(sqs);
  const operation = model.operations.get('ReceiveMessage');
  if (operation === undefined) throw new Error('SQS receives no messages');
  const request = {
    method: 'POST',
    path,
    query: '',
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(body),
  };
  return protocolFor('awsQuery').decodeInput(
    model,
    operation,
    request,
    pathMember === undefined ? {} : { pathMember },
  );
};

const ACTION = 'Action=ReceiveMessage&AttributeName.1=All&MessageAttributeName.1=a.*';
const asked = {
  AttributeNames: ['All'],
  MessageSystemAttributeNames: ['All'],
  MessageAttributeNames: ['a.*'],
};

test('a member that the parameters lack is read from the path', () => {
  expect(decode('/111122223333/jobs', ACTION, 'QueueUrl')).toEqual({
    QueueUrl: '/111122223333/jobs',
    ...asked,
  });
});

test('a parameter wins over the path', () => {
  const body = `${ACTION}&QueueUrl=http%3A%2F%2Fhost%2F1%2Fa`;

  expect(decode('/111122223333/jobs', body, 'QueueUrl')).toMatchObject({
    QueueUrl: 'http://host/1/a',
  });
});

test.for([
  ['/', 'QueueUrl'],
  ['/111122223333/jobs', undefined],
] as const)('the path %s with %s stands for nothing', ([path, member]) => {
  expect(() => decode(path, ACTION, member)).toThrow(
    expect.objectContaining({ name: 'ValidationError' }),
  );
});
