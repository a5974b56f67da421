import { parseArn } from '@gatehouse/core';
import {
  addressInvalid,
  fifoNameInvalid,
  missingParameter,
  queueNameInvalid,
  queueNameMissing,
} from './errors.ts';
import type { QueueRef, Scope } from './model.ts';

const NAME = /^[A-Za-z0-9_-]{1,80}$/;
const FIFO_NAME = /^[A-Za-z0-9_-]{1,75}\.fifo$/;
const ACCOUNT = /^\d{12}$/;
// A URL has room for a name and whatever stands before it; what is longer is nobody's queue.
const LONGEST_URL = 2048;

export const queueArn = ({ account, region }: Scope, name: string): string =>
  `arn:aws:sqs:${region}:${account}:${name}`;

export const queueRef = (scope: Scope, name: string): QueueRef => ({
  account: scope.account,
  region: scope.region,
  name,
  arn: queueArn(scope, name),
});

/** Throws unless it can be the name of such a queue. */
export const requireQueueName = (name: string, fifo: boolean): void => {
  if (name === '') throw queueNameMissing();
  if (fifo && !FIFO_NAME.test(name)) throw fifoNameInvalid();
  if (!fifo && !NAME.test(name)) throw queueNameInvalid();
};

const isQueueName = (name: string): boolean => NAME.test(name) || FIFO_NAME.test(name);

/**
 * The queue that a URL names by its last two segments, account and name, whatever host and path stand before them:
 * `https://sqs.eu-west-1.amazonaws.com/123456789012/jobs` as well as `http://localhost:4566/queue/us-east-1/123456789012/jobs`.
 * The Region is that of the request.
 */
export const queueOfUrl = (region: string, url: string | undefined): QueueRef => {
  if (url === undefined || url === '') throw missingParameter('QueueUrl');
  const [account = '', name = ''] = url.length > LONGEST_URL ? [] : url.split('/').slice(-2);
  if (!ACCOUNT.test(account) || !isQueueName(name)) throw addressInvalid(url.slice(0, LONGEST_URL));
  return queueRef({ account, region }, name);
};

/** The queue that an ARN names, or undefined when it is not one of a queue. */
export const queueOfArn = (arn: string): QueueRef | undefined => {
  const parsed = parseArn(arn);
  if (parsed === undefined || parsed.partition !== 'aws' || parsed.service !== 'sqs')
    return undefined;
  const { region, account, resource } = parsed;
  if (!ACCOUNT.test(account) || !isQueueName(resource)) return undefined;
  return queueRef({ account, region }, resource);
};

export const queueUrl = (baseUrl: string, { account, name }: QueueRef): string =>
  `${baseUrl}/${account}/${name}`;
