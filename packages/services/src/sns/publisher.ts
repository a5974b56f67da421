import { AwsError } from '@gatehouse/core';
import { permitsService, type ServiceSource, type TopicPort } from '@gatehouse/service-kit';
import { parseTopicArn } from './arns.ts';
import type { SnsDeps } from './deps.ts';
import type { Topic } from './model.ts';
import { checkPublication, MOST_BYTES, publish, requirePublishable } from './publishing.ts';
import { topics } from './repositories/topics.ts';
import { topicPolicy } from './topic-policy.ts';

type Deps = Pick<
  SnsDeps,
  'store' | 'clock' | 'ids' | 'vault' | 'organizations' | 'acceptsLooseInput'
>;

const permits = (deps: Deps, topic: Topic, source: ServiceSource): Promise<boolean> =>
  permitsService(
    deps,
    'sns:Publish',
    { arn: topic.arn, account: topic.account, region: topic.region, policy: topicPolicy(topic) },
    source,
    // The default policy of a topic knows its owner's own resources by this key.
    { 'aws:SourceOwner': source.sourceAccount },
  );

export const createTopicPort = (deps: Deps): TopicPort => ({
  publish: async ({ topicArn, message, subject, source }) => {
    const ref = parseTopicArn(topicArn);
    if (ref === undefined) return 'missing';
    return deps.store.write(async (tx) => {
      const now = deps.clock.now();
      const topic = await topics.find(tx, ref.arn);
      if (topic === undefined) return 'missing';
      if (deps.acceptsLooseInput !== true && !(await permits(deps, topic, source)))
        return 'refused';
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
