import type { AddPermissionInput, RemovePermissionInput } from '@aws-sdk/client-sns';
import { writes } from '@gatehouse/service-kit';
import { permittedTopic } from '../access.ts';
import { topicOf } from '../arns.ts';
import { invalidParameter } from '../errors.ts';
import type { Topic } from '../model.ts';
import { topics } from '../repositories/topics.ts';
import { policyText, requirePolicy, withoutPermission, withPermission } from '../topic-policy.ts';
import type { OperationParts } from './parts.ts';

const withPolicy = (topic: Topic, policy: string): ReadonlyMap<string, string> =>
  new Map([...topic.attributes, ['Policy', policy]]);

/** https://docs.aws.amazon.com/sns/latest/api/API_AddPermission.html */
export const addPermission = ({ loose }: OperationParts) =>
  writes<AddPermissionInput, Record<string, never>>({}, async (input, call) => {
    const topic = await permittedTopic(call, topicOf(call, input.TopicArn), {
      action: 'sns:AddPermission',
      loose,
    });
    const accounts = input.AWSAccountId ?? [];
    if (accounts.length === 0 || !accounts.every((id) => /^\d{12}$/.test(id)))
      throw invalidParameter('AWSAccountId');
    const actions = input.ActionName ?? [];
    if (actions.length === 0) throw invalidParameter('ActionName');
    const policy = withPermission(topic, policyText(topic, loose), {
      label: input.Label ?? '',
      accounts,
      actions,
    });
    if (!loose) requirePolicy(policy);
    await topics.setAttributes(call.tx, topic.arn, withPolicy(topic, policy));
    return {};
  });

/** https://docs.aws.amazon.com/sns/latest/api/API_RemovePermission.html */
export const removePermission = ({ loose }: OperationParts) =>
  writes<RemovePermissionInput, Record<string, never>>({}, async (input, call) => {
    const topic = await permittedTopic(call, topicOf(call, input.TopicArn), {
      action: 'sns:RemovePermission',
      loose,
    });
    const policy = withoutPermission(policyText(topic, loose), input.Label ?? '');
    await topics.setAttributes(call.tx, topic.arn, withPolicy(topic, policy));
    return {};
  });
