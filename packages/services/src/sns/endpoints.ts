import { parseArn } from '@gatehouse/core';
import {
  fifoQueueOnStandardTopic,
  invalidParameter,
  protocolOnFifoTopic,
  protocolUnknown,
  smsEndpointInvalid,
} from './errors.ts';
import { isFifo, PROTOCOLS, type Protocol, type TopicRef } from './model.ts';
import { isQueueArn } from './subscription-attributes.ts';

const LONGEST = 2048;
const MAIL = /^[^\s@<>()[\]\\,;:"\p{Cc}]{1,64}@[^\s@<>()[\]\\,;:"\p{Cc}]{1,255}$/u;

export const protocolOf = (given: string | undefined): Protocol => {
  const protocol = PROTOCOLS.find((name) => name === given);
  if (protocol === undefined) throw protocolUnknown(given ?? '');
  return protocol;
};

const isUrlOf = (protocol: string, endpoint: string): boolean =>
  URL.canParse(endpoint) &&
  new URL(endpoint).protocol === `${protocol}:` &&
  endpoint.toLowerCase().startsWith(`${protocol}://`);

const isArnOf = (service: string, endpoint: string): boolean =>
  parseArn(endpoint)?.service === service;

const invalid = (protocol: Protocol, endpoint: string): Error | undefined => {
  switch (protocol) {
    case 'http':
    case 'https':
      return isUrlOf(protocol, endpoint)
        ? undefined
        : invalidParameter('Endpoint must match the specified protocol');
    case 'email':
    case 'email-json':
      return MAIL.test(endpoint) ? undefined : invalidParameter('Email address');
    case 'sqs':
      return isQueueArn(endpoint) ? undefined : invalidParameter('SQS endpoint ARN');
    case 'sms':
      return /^\+?[\d\-() ]{5,20}$/.test(endpoint) ? undefined : smsEndpointInvalid(endpoint);
    case 'lambda':
      return isArnOf('lambda', endpoint) ? undefined : invalidParameter('Lambda endpoint ARN');
    case 'firehose':
      return isArnOf('firehose', endpoint) ? undefined : invalidParameter('Firehose endpoint ARN');
    case 'application':
      return isArnOf('sns', endpoint) && endpoint.includes(':endpoint/')
        ? undefined
        : invalidParameter(`Application endpoint arn invalid:${endpoint}`);
    default:
      return protocol satisfies never;
  }
};

/** Refuses an endpoint that its protocol or the topic cannot have. */
export const requireEndpoint = (topic: TopicRef, protocol: Protocol, endpoint: string): void => {
  if (endpoint.length > LONGEST) throw invalidParameter('Endpoint');
  const problem = invalid(protocol, endpoint);
  if (problem !== undefined) throw problem;
  if (isFifo(topic) && protocol !== 'sqs') throw protocolOnFifoTopic(protocol);
  if (!isFifo(topic) && protocol === 'sqs' && endpoint.endsWith('.fifo'))
    throw fifoQueueOnStandardTopic();
};

/** Whether somebody else than who subscribes must agree first. */
export const needsConfirmation = (
  protocol: Protocol,
  endpoint: string,
  subscriber: string,
): boolean => {
  switch (protocol) {
    case 'email':
    case 'email-json':
    case 'http':
    case 'https':
      return true;
    case 'sqs':
      return parseArn(endpoint)?.account !== subscriber;
    default:
      return false;
  }
};
