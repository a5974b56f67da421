import { AwsError } from '@gatehouse/core';
import {
  permitsService,
  serviceKeyCalls,
  type ServiceSource,
  type TopicCheck,
  type TopicPort,
} from '@gatehouse/service-kit';
import { parseTopicArn } from './arns.ts';
import type { SnsDeps } from './deps.ts';
import type { TopicKeys } from './encryption.ts';
import type { Topic } from './model.ts';
import { checkPublication, MOST_BYTES, publish, requirePublishable } from './publishing.ts';
import { topics } from './repositories/topics.ts';
import { topicPolicy } from './topic-policy.ts';

type Deps = Pick<
  SnsDeps,
  'store' | 'clock' | 'ids' | 'vault' | 'organizations' | 'acceptsLooseInput' | 'call'
> & { readonly topicKeys: TopicKeys };

const permits = (deps: Deps, topic: Topic, source: ServiceSource): Promise<boolean> =>
  permitsService(
    deps,
    'sns:Publish',
    { arn: topic.arn, account: topic.account, region: topic.region, policy: topicPolicy(topic) },
    source,
    // The default policy of a topic knows its owner's own resources by this key.
    { 'aws:SourceOwner': source.sourceAccount },
  );

/** Whether the topic's KMS key, where it has one, lets the service that the topic lets. */
const mayUseKey = async (deps: Deps, topic: Topic, source: ServiceSource): Promise<boolean> => {
  if (!topic.attributes.has('KmsMasterKeyId')) return true;
  if (deps.acceptsLooseInput !== true && !(await permits(deps, topic, source))) return false;
  try {
    const calls = serviceKeyCalls(deps.call, source, topic.region);
    await deps.topicKeys.requireUsableBy(calls, (run) => deps.store.read(run), topic);
    return true;
  } catch (error) {
    if (error instanceof AwsError) return false;
    throw error;
  }
};

export const createTopicPort = (deps: Deps): TopicPort & TopicCheck => ({
  mayPublish: async ({ topicArn, source }) => {
    const ref = parseTopicArn(topicArn);
    const topic =
      ref === undefined ? undefined : await deps.store.read((tx) => topics.find(tx, ref.arn));
    if (topic === undefined) return false;
    const isLet = deps.acceptsLooseInput === true || (await permits(deps, topic, source));
    return isLet && mayUseKey(deps, topic, source);
  },
  publish: async ({ topicArn, message, subject, source }) => {
    const ref = parseTopicArn(topicArn);
    if (ref === undefined) return 'missing';
    const seen = await deps.store.read((tx) => topics.find(tx, ref.arn));
    if (seen === undefined) return 'missing';
    if (!(await mayUseKey(deps, seen, source))) return 'refused';
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
