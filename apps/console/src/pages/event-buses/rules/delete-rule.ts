import type { ListTargetsByRuleResponse, RemoveTargetsResponse } from '@aws-sdk/client-eventbridge';
import { ApiError } from '../../../api/api-error.ts';
import type { Aws } from '../../../api/aws.ts';
import type { Json } from '../../../api/json.ts';

/** Takes targets off a rule. @throws ApiError with the first that failed */
export const removeTargets = async (
  aws: Aws,
  bus: string,
  rule: string,
  ids: readonly string[],
): Promise<void> => {
  const { FailedEntries = [] } = await aws.call<RemoveTargetsResponse>('events', 'RemoveTargets', {
    Rule: rule,
    EventBusName: bus,
    Ids: ids,
  });
  requireAll(FailedEntries);
};

/** PutTargets and RemoveTargets answer 200 for what they did not do. */
export const requireAll = (
  failed: readonly {
    readonly ErrorCode?: string | undefined;
    readonly ErrorMessage?: string | undefined;
  }[],
): void => {
  const [first] = failed;
  if (first === undefined) return;
  throw new ApiError(400, { code: first.ErrorCode ?? '', message: first.ErrorMessage ?? '' });
};

/** Deletes a rule with its targets, which EventBridge wants taken off first. */
export const deleteRule = async (aws: Aws, bus: string, rule: string): Promise<void> => {
  const input = { Rule: rule, EventBusName: bus };
  let found: Json<ListTargetsByRuleResponse>;
  do {
    found = await aws.call<ListTargetsByRuleResponse>('events', 'ListTargetsByRule', input);
    const ids = (found.Targets ?? []).map(({ Id = '' }) => Id);
    if (ids.length > 0) await removeTargets(aws, bus, rule, ids);
  } while (found.NextToken !== undefined);
  await aws.call('events', 'DeleteRule', { Name: rule, EventBusName: bus });
};
