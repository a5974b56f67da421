import { AwsError } from '@gatehouse/core';
import { decide, requestContext } from '@gatehouse/policy';
import { parseTopicArn } from './arns.ts';
import type { SnsDeps } from './deps.ts';
import type { Topic } from './model.ts';
import { checkPublication, MOST_BYTES, publish, requirePublishable } from './publishing.ts';
import { topics } from './repositories/topics.ts';
import { topicPolicy } from './topic-policy.ts';

/** A message that another service publishes: an alarm, a rule, a delivery of a log file. */
export interface ServicePublication {
  readonly topicArn: string;
  readonly message: string;
  readonly subject?: string | undefined;
  readonly source: {
    /** `events.amazonaws.com` */
    readonly service: string;
    /** For `aws:SourceArn`. */
    readonly sourceArn: string;
    /** For `aws:SourceAccount`, and `aws:SourceOwner` of the default policy. */
    readonly sourceAccount: string;
  };
}

/** How other services reach topics. */
export interface TopicPort {
  /**
   * `refused`: the topic's policy does not let the service, or the message is none; `missing`: there is no such topic. It
   * is a transaction of its own, so call it outside of any.
   */
  publish(publication: ServicePublication): Promise<'missing' | 'refused' | 'sent'>;
}

const permits = (
  now: Date,
  topic: Topic,
  { service, sourceArn, sourceAccount }: ServicePublication['source'],
): boolean =>
  decide(
    {
      action: 'sns:Publish',
      resource: topic.arn,
      resourceAccount: topic.account,
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
        'aws:SourceOwner': sourceAccount,
        'aws:ResourceAccount': topic.account,
        'aws:RequestedRegion': topic.region,
        'aws:SecureTransport': true,
        'aws:ViaAWSService': false,
      }),
    },
    { identity: [], resource: topicPolicy(topic) },
  ).allowed;

type Deps = Pick<SnsDeps, 'store' | 'clock' | 'ids' | 'vault' | 'acceptsLooseInput'>;

export const createTopicPort = (deps: Deps): TopicPort => ({
  publish: async ({ topicArn, message, subject, source }) => {
    const ref = parseTopicArn(topicArn);
    if (ref === undefined) return 'missing';
    return deps.store.write(async (tx) => {
      const now = deps.clock.now();
      const topic = await topics.find(tx, ref.arn);
      if (topic === undefined) return 'missing';
      if (deps.acceptsLooseInput !== true && !permits(now, topic, source)) return 'refused';
      try {
        const publication = { Message: message, Subject: subject };
        requirePublishable(publication);
        const checked = checkPublication(topic, publication);
        if (checked.bytes > MOST_BYTES) return 'refused';
        await publish(deps, tx, topic, checked, now);
        return 'sent';
      } catch (error) {
        // The checks come before anything is written.
        if (error instanceof AwsError) return 'refused';
        throw error;
      }
    });
  },
});
