import type {
  ListDeadLetterSourceQueuesRequest,
  ListDeadLetterSourceQueuesResult,
  ListQueuesRequest,
  ListQueuesResult,
} from '@aws-sdk/client-sqs';
import { reads } from '@gatehouse/service-kit';
import { permittedQueueOfUrl } from '../access.ts';
import type { SqsDeps } from '../deps.ts';
import { queueRef, queueUrl } from '../names.ts';
import { namePage } from '../paging.ts';
import { queues } from '../repositories/queues.ts';

type Deps = Pick<SqsDeps, 'baseUrl' | 'pages'>;

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListQueues.html */
export const listQueues = ({ baseUrl, pages }: Deps) =>
  reads<ListQueuesRequest, ListQueuesResult>({}, async (input, call) => {
    const { tx, account, region } = call;
    await call.authorize('sqs:ListQueues', '*');
    const prefix = input.QueueNamePrefix ?? '';
    const question = { operation: 'ListQueues', account, region, prefix };
    const { names, NextToken } = await namePage(pages, question, input, (after, limit) =>
      queues.names(tx, call, { prefix, after, limit }),
    );
    const QueueUrls = names.map((name) => queueUrl(baseUrl(), queueRef(call, name)));
    return { ...(QueueUrls.length === 0 ? {} : { QueueUrls }), NextToken };
  });

/** https://docs.aws.amazon.com/AWSSimpleQueueService/latest/APIReference/API_ListDeadLetterSourceQueues.html */
export const listDeadLetterSourceQueues = ({ baseUrl, pages }: Deps) =>
  reads<ListDeadLetterSourceQueuesRequest, ListDeadLetterSourceQueuesResult>(
    {},
    async (input, call) => {
      const queue = await permittedQueueOfUrl(
        call,
        'sqs:ListDeadLetterSourceQueues',
        input.QueueUrl,
      );
      const question = { operation: 'ListDeadLetterSourceQueues', arn: queue.arn };
      const { names, NextToken } = await namePage(pages, question, input, (after, limit) =>
        queues.sourceNames(call.tx, queue, after, limit),
      );
      return {
        queueUrls: names.map((name) => queueUrl(baseUrl(), queueRef(queue, name))),
        NextToken,
      };
    },
  );
