import { AwsError, type Clock } from '@gatehouse/core';
import { decide, requestContext } from '@gatehouse/policy';
import type { OrganizationPort } from '@gatehouse/service-kit';
import type { Store } from '@gatehouse/store';
import { queuePolicy } from './access.ts';
import type { Queue } from './model.ts';
import { queueOfArn } from './names.ts';
import { queues } from './repositories/queues.ts';
import { draftOf, requireFifoIds, requireFitting, type SendDeps, sendTo } from './send.ts';

/** A message that another service sends, SNS for a subscription or EventBridge for a rule. */
export interface QueueSend {
  readonly queueArn: string;
  readonly body: string;
  readonly messageAttributes?: Readonly<Record<string, QueueMessageAttribute>> | undefined;
  readonly groupId?: string | undefined;
  readonly deduplicationId?: string | undefined;
  readonly source: {
    /** `sns.amazonaws.com` */
    readonly service: string;
    /** For `aws:SourceArn`: the topic or rule. */
    readonly sourceArn: string;
    /** For `aws:SourceAccount`: its owner. */
    readonly sourceAccount: string;
  };
}

interface QueueMessageAttribute {
  readonly DataType: string;
  readonly StringValue?: string | undefined;
  readonly BinaryValue?: Uint8Array | undefined;
}

/** How other services reach queues. */
export interface QueuePort {
  /**
   * `refused`: the queue's policy does not let the service, or the message does not fit the queue; `missing`: there is
   * no such queue. It is a transaction of its own, so call it outside of any.
   */
  send(message: QueueSend): Promise<'missing' | 'refused' | 'sent'>;
}

interface Deps extends SendDeps {
  readonly store: Store;
  readonly clock: Clock;
  readonly organizations: OrganizationPort;
  /** Decisions are off: what a queue's policy says does not count. */
  readonly acceptsLooseInput?: boolean | undefined;
}

const permits = async (
  { organizations, clock }: Deps,
  queue: Queue,
  { service, sourceArn, sourceAccount }: QueueSend['source'],
): Promise<boolean> => {
  const owner = await organizations.of(queue.account);
  const source = await organizations.of(sourceAccount);
  const now = clock.now();
  const decision = decide(
    {
      action: 'sqs:SendMessage',
      resource: queue.arn,
      resourceAccount: queue.account,
      principal: { kind: 'service', name: service, account: sourceAccount },
      context: requestContext({
        'aws:CurrentTime': now,
        'aws:EpochTime': Math.floor(now.getTime() / 1000),
        'aws:PrincipalIsAWSService': true,
        'aws:PrincipalServiceName': service,
        'aws:PrincipalServiceNamesList': [service],
        'aws:PrincipalType': 'Service',
        'aws:SourceArn': sourceArn,
        'aws:SourceAccount': sourceAccount,
        'aws:SourceOrgID': source?.id,
        'aws:SourceOrgPaths': source === undefined ? undefined : [source.path],
        'aws:ResourceAccount': queue.account,
        'aws:ResourceOrgID': owner?.id,
        'aws:ResourceOrgPaths': owner === undefined ? undefined : [owner.path],
        'aws:RequestedRegion': queue.region,
        'aws:SecureTransport': true,
        'aws:ViaAWSService': false,
      }),
    },
    {
      identity: [],
      resource: queuePolicy(queue),
      rcps: owner?.managementAccount === queue.account ? undefined : owner?.rcps,
    },
  );
  return decision.allowed;
};

export const createQueuePort = (deps: Deps): QueuePort => ({
  send: async (message) => {
    const ref = queueOfArn(message.queueArn);
    if (ref === undefined) return 'missing';
    const attempt = {
      MessageBody: message.body,
      MessageAttributes: { ...message.messageAttributes },
      MessageGroupId: message.groupId,
      MessageDeduplicationId: message.deduplicationId,
    };
    return deps.store.write(async (tx) => {
      const queue = await queues.find(tx, ref);
      if (queue === undefined) return 'missing';
      if (deps.acceptsLooseInput !== true && !(await permits(deps, queue, message.source)))
        return 'refused';
      try {
        requireFifoIds(queue, attempt, false);
        const draft = draftOf(attempt);
        requireFitting(queue, draft);
        await sendTo(tx, deps, queue, draft, message.source.service, deps.clock.now());
        return 'sent';
      } catch (error) {
        // The checks come before anything is written.
        if (error instanceof AwsError) return 'refused';
        throw error;
      }
    });
  },
});
