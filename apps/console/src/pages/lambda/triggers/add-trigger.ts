import type { PutTargetsResponse } from '@aws-sdk/client-eventbridge';
import { ApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';

export interface FunctionRef {
  readonly account: string;
  readonly name: string;
  readonly arn: string;
}

export interface LogsTrigger {
  readonly group: string;
  readonly filter: string;
  readonly pattern: string;
}

export interface RuleTrigger {
  readonly rule: string;
  /** Undefined: the rule exists. */
  readonly pattern: string | undefined;
}

/** Lets a service invoke the function for the time of `work`, and for good when that succeeds. */
const permitted = async (
  aws: Aws,
  { name }: FunctionRef,
  permission: object,
  work: () => Promise<void>,
): Promise<void> => {
  const StatementId = `console-${crypto.randomUUID()}`;
  await aws.call('lambda', 'AddPermission', {
    FunctionName: name,
    StatementId,
    Action: 'lambda:InvokeFunction',
    ...permission,
  });
  try {
    await work();
  } catch (error) {
    await aws.call('lambda', 'RemovePermission', { FunctionName: name, StatementId });
    throw error;
  }
};

/** A subscription filter that sends the events of a log group. */
export const addLogsTrigger = (
  aws: Aws,
  owner: FunctionRef,
  { group, filter, pattern }: LogsTrigger,
): Promise<void> =>
  permitted(
    aws,
    owner,
    {
      Principal: 'logs.amazonaws.com',
      SourceArn: `arn:aws:logs:${aws.region}:${owner.account}:log-group:${group}:*`,
      SourceAccount: owner.account,
    },
    async () => {
      await aws.call('logs', 'PutSubscriptionFilter', {
        logGroupName: group,
        filterName: filter,
        filterPattern: pattern,
        destinationArn: owner.arn,
      });
    },
  );

/** A rule of the default bus, a new one or one that exists, gets the function as a target. */
export const addRuleTrigger = (
  aws: Aws,
  owner: FunctionRef,
  { rule, pattern }: RuleTrigger,
): Promise<void> =>
  permitted(
    aws,
    owner,
    {
      Principal: 'events.amazonaws.com',
      SourceArn: `arn:aws:events:${aws.region}:${owner.account}:rule/${rule}`,
    },
    async () => {
      if (pattern !== undefined)
        await aws.call('events', 'PutRule', { Name: rule, EventPattern: pattern });
      const { FailedEntries = [] } = await aws.call<PutTargetsResponse>('events', 'PutTargets', {
        Rule: rule,
        Targets: [{ Id: owner.name.slice(0, 64), Arn: owner.arn }],
      });
      const [failed] = FailedEntries;
      if (failed !== undefined)
        throw new ApiError(400, {
          code: failed.ErrorCode ?? '',
          message: failed.ErrorMessage ?? '',
        });
    },
  );
