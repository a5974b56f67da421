import type {
  DescribeSubscriptionFiltersResponse,
  SubscriptionFilter,
} from '@aws-sdk/client-cloudwatch-logs';
import type { ListTargetsByRuleResponse } from '@aws-sdk/client-eventbridge';
import type { GetPolicyResponse } from '@aws-sdk/client-lambda';
import { ApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';

/** A statement of the function's policy: somebody who may invoke it. */
export interface Trigger {
  readonly statementId: string;
  /** `logs.amazonaws.com`, an ARN or an account. */
  readonly principal: string;
  readonly sourceArn: string | undefined;
  readonly kind: 'logs' | 'events' | 'other';
  /** What calls it: a log group, or a rule. */
  readonly source: string;
  /** Subscription filters of the group that name the function. */
  readonly filters: readonly Json<SubscriptionFilter>[];
}

interface Statement {
  readonly Sid?: string;
  readonly Principal?: unknown;
  readonly Condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

const principalOf = ({ Principal }: Statement): string => {
  if (typeof Principal === 'string') return Principal;
  if (Principal === null || typeof Principal !== 'object') return '';
  return Object.values(Principal).map(String).join(', ');
};

const sourceArnOf = ({ Condition = {} }: Statement): string | undefined =>
  Object.values(Condition)
    .flatMap((keys) => Object.entries(keys))
    .find(([key]) => key.toLowerCase() === 'aws:sourcearn')?.[1];

const groupOf = (arn: string): string => /:log-group:([^:*]+)/.exec(arn)?.[1] ?? '';

const triggerOf = (statement: Statement): Trigger => {
  const principal = principalOf(statement);
  const sourceArn = sourceArnOf(statement);
  const common = { statementId: statement.Sid ?? '', principal, sourceArn, filters: [] };
  if (/^logs(\.[a-z0-9-]+)?\.amazonaws\.com$/.test(principal) && sourceArn !== undefined)
    return { ...common, kind: 'logs', source: groupOf(sourceArn) };
  if (principal === 'events.amazonaws.com' && sourceArn?.includes(':rule/') === true)
    return { ...common, kind: 'events', source: sourceArn.slice(sourceArn.indexOf(':rule/') + 6) };
  return { ...common, kind: 'other', source: sourceArn ?? principal };
};

/** The filters of a group that send to the function; none where they may not be seen or the group is gone. */
const filtersTo = async (
  aws: Aws,
  group: string,
  functionArn: string,
): Promise<readonly Json<SubscriptionFilter>[]> => {
  try {
    const { subscriptionFilters = [] } = await aws.call<DescribeSubscriptionFiltersResponse>(
      'logs',
      'DescribeSubscriptionFilters',
      { logGroupName: group },
    );
    return subscriptionFilters.filter(({ destinationArn }) => destinationArn === functionArn);
  } catch (error) {
    if (error instanceof ApiError) return [];
    throw error;
  }
};

/** Who may invoke a function, and what of it is set up to. */
export const findTriggers = async (
  aws: Aws,
  functionArn: string,
  signal: AbortSignal,
): Promise<readonly Trigger[]> => {
  let policy: Json<GetPolicyResponse>;
  try {
    policy = await aws.call<GetPolicyResponse>(
      'lambda',
      'GetPolicy',
      { FunctionName: functionArn },
      signal,
    );
  } catch (error) {
    // A function that nobody else may invoke has no policy.
    if (error instanceof ApiError && error.code === 'ResourceNotFoundException') return [];
    throw error;
  }
  const { Statement: statements = [] } = JSON.parse(policy.Policy ?? '{}') as {
    readonly Statement?: readonly Statement[];
  };
  return Promise.all(
    statements
      .map(triggerOf)
      .map(async (trigger) =>
        trigger.kind === 'logs'
          ? { ...trigger, filters: await filtersTo(aws, trigger.source, functionArn) }
          : trigger,
      ),
  );
};

const removeTargets = async (aws: Aws, ruleArn: string, functionArn: string): Promise<void> => {
  const path = ruleArn.slice(ruleArn.indexOf(':rule/') + 6);
  const slash = path.lastIndexOf('/');
  const rule = {
    Rule: path.slice(slash + 1),
    ...(slash === -1 ? {} : { EventBusName: path.slice(0, slash) }),
  };
  const { Targets = [] } = await aws.call<ListTargetsByRuleResponse>(
    'events',
    'ListTargetsByRule',
    rule,
  );
  const ids = Targets.flatMap(({ Id = '', Arn }) => (Arn === functionArn ? [Id] : []));
  if (ids.length > 0) await aws.call('events', 'RemoveTargets', { ...rule, Ids: ids });
};

/** Takes away what calls the function, then that it may. */
export const removeTrigger = async (
  aws: Aws,
  functionArn: string,
  trigger: Trigger,
): Promise<void> => {
  for (const { filterName } of trigger.filters)
    await aws.call('logs', 'DeleteSubscriptionFilter', {
      logGroupName: trigger.source,
      filterName,
    });
  if (trigger.kind === 'events' && trigger.sourceArn !== undefined)
    await removeTargets(aws, trigger.sourceArn, functionArn);
  await aws.call('lambda', 'RemovePermission', {
    FunctionName: functionArn,
    StatementId: trigger.statementId,
  });
};
