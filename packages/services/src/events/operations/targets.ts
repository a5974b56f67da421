import type {
  ListRuleNamesByTargetRequest,
  ListRuleNamesByTargetResponse,
  ListTargetsByRuleRequest,
  ListTargetsByRuleResponse,
  PutTargetsRequest,
  PutTargetsResponse,
  RemoveTargetsRequest,
  RemoveTargetsResponse,
  Target as WireTarget,
} from '@aws-sdk/client-eventbridge';
import { reads, writes } from '@gatehouse/service-kit';
import { authorizeRulesOf, passRoles, permittedRule, requireUnmanaged } from '../access.ts';
import type { OperationParts } from '../deps.ts';
import { limitExceeded } from '../errors.ts';
import { anyArn, busNameOrArn, name64, targetLimits } from '../limits.ts';
import type { Target } from '../model.ts';
import { pageLimits, readPage } from '../paging.ts';
import { targets } from '../repositories/targets.ts';
import { requireTarget } from '../target-rules.ts';

// Amazon EventBridge quotas: targets of a rule.
const MOST_TARGETS = 5;

// The wire has required both members.
const given = (list: readonly WireTarget[] | undefined): readonly Target[] =>
  (list ?? []).map((target) => ({ ...target, Id: target.Id ?? '', Arn: target.Arn ?? '' }));

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutTargets.html */
export const putTargets = (parts: OperationParts) =>
  writes<PutTargetsRequest, PutTargetsResponse>(
    {
      limits: targetLimits,
      redact: [
        'Targets[].RedshiftDataParameters.Sql',
        'Targets[].RedshiftDataParameters.Sqls',
        'Targets[].AppSyncParameters.GraphQLOperation',
      ],
      partial:
        'Targets of every kind are kept and shown. Events go to functions, queues, topics, log groups, buses, tasks and API destinations; other kinds get none.',
    },
    async (input, call) => {
      const { tx } = call;
      const list = given(input.Targets);
      const rule = await permittedRule(
        call,
        { name: input.Rule, bus: input.EventBusName },
        {
          action: 'events:PutTargets',
          keys: { 'events:TargetArn': list.map(({ Arn }) => Arn) },
        },
      );
      requireUnmanaged(rule);
      const caller = { account: call.account, loose: parts.acceptsLooseInput ?? false };
      for (const target of list) requireTarget(rule, caller, target);
      const roleArns = list.map(({ RoleArn }) => RoleArn);
      await passRoles(parts, call, roleArns, rule);

      for (const target of list) await targets.put(tx, rule, target);
      if ((await targets.count(tx, rule.arn)) > MOST_TARGETS) throw limitExceeded();
      await parts.changes.ruleChanged(tx, rule.busArn);
      return { FailedEntryCount: 0, FailedEntries: [] };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_RemoveTargets.html */
export const removeTargets = ({ changes }: OperationParts) =>
  writes<RemoveTargetsRequest, RemoveTargetsResponse>(
    {
      limits: {
        Rule: name64,
        EventBusName: busNameOrArn,
        Ids: { minLength: 1, maxLength: 100 },
        'Ids[]': name64,
      },
    },
    async (input, call) => {
      const rule = await permittedRule(
        call,
        { name: input.Rule, bus: input.EventBusName },
        { action: 'events:RemoveTargets' },
      );
      requireUnmanaged(rule, input.Force ?? false);
      const failed: string[] = [];
      for (const id of input.Ids ?? [])
        if (!(await targets.remove(call.tx, rule.arn, id))) failed.push(id);
      await changes.ruleChanged(call.tx, rule.busArn);
      return {
        FailedEntryCount: failed.length,
        FailedEntries: failed.map((TargetId) => ({
          TargetId,
          ErrorCode: 'ResourceNotFoundException',
          ErrorMessage: `Rule '${rule.name}' does not have a target with the Id '${TargetId}'.`,
        })),
      };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListTargetsByRule.html */
export const listTargetsByRule = ({ pages }: OperationParts) =>
  reads<ListTargetsByRuleRequest, ListTargetsByRuleResponse>(
    { limits: { Rule: name64, EventBusName: busNameOrArn, ...pageLimits } },
    async (input, call) => {
      const rule = await permittedRule(
        call,
        { name: input.Rule, bus: input.EventBusName },
        { action: 'events:ListTargetsByRule' },
      );
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListTargetsByRule',
        filters: { rule: rule.arn },
        fetch: (page) => targets.list(call.tx, rule.arn, page),
        positionOf: ({ Id }) => Id,
      });
      return { Targets: [...rows], NextToken };
    },
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRuleNamesByTarget.html */
export const listRuleNamesByTarget = ({ pages }: OperationParts) =>
  reads<ListRuleNamesByTargetRequest, ListRuleNamesByTargetResponse>(
    { limits: { TargetArn: anyArn, EventBusName: busNameOrArn, ...pageLimits } },
    async (input, call) => {
      const bus = await authorizeRulesOf(call, input.EventBusName, 'events:ListRuleNamesByTarget');
      const target = input.TargetArn ?? '';
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListRuleNamesByTarget',
        filters: { bus: bus.arn, target },
        fetch: (page) => targets.ruleNames(call.tx, bus.arn, target, page),
        positionOf: (name) => name,
      });
      return { RuleNames: [...rows], NextToken };
    },
  );
