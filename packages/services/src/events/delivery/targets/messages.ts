import { parseArn } from '@gatehouse/core';
import { dynamic } from '../input.ts';
import { asRole, type DeliveryDeps, type Deliverer, type Job, SERVICE, sourceOf } from '../job.ts';
import { DELIVERED, failed, type Outcome, outcomeOf, outcomeOfError } from '../outcome.ts';

/** An operation of the target's service by the session of the target's role. */
const called = async (
  deps: DeliveryDeps,
  job: Job,
  roleArn: string,
  request: { readonly service: string; readonly operation: string; readonly input: unknown },
): Promise<Outcome> => {
  const region = parseArn(job.target.Arn)?.region ?? job.rule.region;
  return asRole(deps, job, roleArn, region, async (principal) => {
    try {
      await deps.call({ ...request, principal, region, by: SERVICE });
      return DELIVERED;
    } catch (error) {
      return outcomeOfError(error);
    }
  });
};

const groupIdOf = ({ target, delivery }: Job): string | undefined => {
  const groupId = target.SqsParameters?.MessageGroupId;
  return groupId === undefined ? undefined : dynamic(groupId, delivery.event);
};

/** By the queue's policy, or by the target's role. */
export const toQueue =
  (deps: DeliveryDeps): Deliverer =>
  async (job) => {
    const { target, input } = job;
    const groupId = groupIdOf(job);
    if (target.RoleArn === undefined)
      return outcomeOf(
        await deps.queues.send({
          queueArn: target.Arn,
          body: input,
          groupId,
          source: sourceOf(job),
        }),
        target.Arn,
      );
    const { account = '', region = '', resource = '' } = parseArn(target.Arn) ?? {};
    return called(deps, job, target.RoleArn, {
      service: 'sqs',
      operation: 'SendMessage',
      input: {
        QueueUrl: `https://sqs.${region}.amazonaws.com/${account}/${resource}`,
        MessageBody: input,
        ...(groupId === undefined ? {} : { MessageGroupId: groupId }),
      },
    });
  };

export const toTopic =
  (deps: DeliveryDeps): Deliverer =>
  async (job) => {
    const { target, input } = job;
    return target.RoleArn === undefined
      ? outcomeOf(
          await deps.topics.publish({
            topicArn: target.Arn,
            message: input,
            source: sourceOf(job),
          }),
          target.Arn,
        )
      : called(deps, job, target.RoleArn, {
          service: 'sns',
          operation: 'Publish',
          input: { TopicArn: target.Arn, Message: input },
        });
  };

/** By the function's policy; a role counts only for a function of another account (User Guide, "Cross-account targets"). */
export const toFunction =
  (deps: DeliveryDeps): Deliverer =>
  async (job) => {
    const { target, input, rule } = job;
    if (parsed(input) === undefined)
      return failed('INVALID_JSON', 'A function takes JSON, which the input is not.');
    const isForeign = parseArn(target.Arn)?.account !== rule.account;
    return target.RoleArn === undefined || !isForeign
      ? outcomeOf(
          await deps.functions.invokeAsync({
            functionArn: target.Arn,
            payload: input,
            source: sourceOf(job),
          }),
          target.Arn,
        )
      : called(deps, job, target.RoleArn, {
          service: 'lambda',
          operation: 'Invoke',
          input: {
            FunctionName: target.Arn,
            InvocationType: 'Event',
            Payload: Buffer.from(input),
          },
        });
  };

const parsed = (text: string): { readonly value: unknown } | undefined => {
  try {
    return { value: JSON.parse(text) };
  } catch {
    return undefined;
  }
};

interface LogLine {
  readonly at: Date;
  readonly message: string;
}

/**
 * A line as a log group gets it: what a template makes with `timestamp` and `message` says when and what; anything else
 * is the line itself (User Guide, "Input transformation", the example of a log group).
 */
export const logLine = (input: string, now: Date): LogLine => {
  if (!input.startsWith('{')) return { at: now, message: input };
  const value = parsed(input)?.value;
  if (typeof value !== 'object' || value === null) return { at: now, message: input };
  const { timestamp, message, ...others } = value as Readonly<Record<string, unknown>>;
  if (typeof message !== 'string' || timestamp === undefined || Object.keys(others).length > 0)
    return { at: now, message: input };
  const at = typeof timestamp === 'string' ? Date.parse(timestamp) : Number(timestamp);
  return { at: Number.isFinite(at) ? new Date(at) : now, message };
};

/** Each event gets a stream of its own, as on AWS. */
export const toLogGroup =
  (deps: DeliveryDeps): Deliverer =>
  async (job) => {
    const { target, input } = job;
    return outcomeOf(
      await deps.logs.write({
        logGroupArn: target.Arn,
        stream: deps.ids.uuid(),
        events: [logLine(input, deps.clock.now())],
        by: sourceOf(job),
      }),
      target.Arn,
    );
  };

export const toNobody: Deliverer = async ({ target }) =>
  failed('SDK_CLIENT_ERROR', `Nothing here delivers to targets such as ${target.Arn}.`);
