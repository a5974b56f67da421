import type { GetQueueUrlRequest, GetQueueUrlResult } from '@aws-sdk/client-sqs';
import { reads } from '@gatehouse/service-kit';
import { permittedQueue } from '../access.ts';
import type { SqsDeps } from '../deps.ts';
import { queueDoesNotExist } from '../errors.ts';
import { queueRef, queueUrl, requireQueueName } from '../names.ts';

const ACCOUNT = /^\d{12}$/;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_GetQueueUrl.html */
export const getQueueUrl = ({ baseUrl }: Pick<SqsDeps, 'baseUrl'>) =>
  reads<GetQueueUrlRequest, GetQueueUrlResult>({}, async (input, call) => {
    const name = input.QueueName ?? '';
    requireQueueName(name, name.endsWith('.fifo'));
    const owner = input.QueueOwnerAWSAccountId ?? '';
    const account = owner === '' ? call.account : owner;
    // No account has such a number, and an ARN with it would be none.
    if (!ACCOUNT.test(account)) throw queueDoesNotExist();
    const ref = queueRef({ account, region: call.region }, name);
    return { QueueUrl: queueUrl(baseUrl(), await permittedQueue(call, 'sqs:GetQueueUrl', ref)) };
  });
