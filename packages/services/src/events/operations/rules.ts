import type {
  DeleteRuleRequest,
  DescribeRuleRequest,
  DescribeRuleResponse,
  DisableRuleRequest,
  EnableRuleRequest,
  ListRulesRequest,
  ListRulesResponse,
  Rule as ShownRule,
  RuleState,
} from '@aws-sdk/client-eventbridge';
import { type Call, reads, tagStore, writes } from '@gatehouse/service-kit';
import {
  authorizeRule,
  authorizeRulesOf,
  permittedRule,
  requireUnmanaged,
  touchRule,
} from '../access.ts';
import { busOf, ruleRef } from '../arns.ts';
import type { OperationParts } from '../deps.ts';
import { busNotFound, ruleHasTargets } from '../errors.ts';
import { busNameOrArn, name64 } from '../limits.ts';
import type { Rule } from '../model.ts';
import { pageLimits, readPage } from '../paging.ts';
import { buses } from '../repositories/buses.ts';
import { rules } from '../repositories/rules.ts';
import { targets } from '../repositories/targets.ts';

const limits = { Name: name64, EventBusName: busNameOrArn };

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DeleteRule.html */
export const deleteRule = ({ changes }: OperationParts) =>
  writes<DeleteRuleRequest, Record<string, never>>({ limits }, async (input, call) => {
    const { tx } = call;
    const busReference = busOf(call, input.EventBusName);
    const bus = await buses.find(tx, busReference);
    const ref = ruleRef(busReference, input.Name ?? '');
    const rule = await rules.find(tx, ref.arn);
    await authorizeRule(call, ref, bus, rule, { action: 'events:DeleteRule' });
    if (bus === undefined || bus.region !== call.region) throw busNotFound(busReference.name);
    // AWS answers as if it had deleted it.
    if (rule === undefined) return {};
    requireUnmanaged(rule, input.Force ?? false);
    if ((await targets.count(tx, rule.arn)) > 0) throw ruleHasTargets();

    touchRule(call, rule);
    await rules.delete(tx, rule.arn);
    await tagStore.removeAll(tx, rule.arn);
    await changes.ruleChanged(tx, rule.busArn);
    await changes.ruleDeleted(tx, rule);
    return {};
  });

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DescribeRule.html */
export const describeRule = () =>
  reads<DescribeRuleRequest, DescribeRuleResponse>({ limits }, async (input, call) => {
    const rule = await permittedRule(
      call,
      { name: input.Name, bus: input.EventBusName },
      { action: 'events:DescribeRule' },
    );
    return { ...shown(rule), CreatedBy: rule.createdBy };
  });

const shown = (rule: Rule): ShownRule => ({
  Name: rule.name,
  Arn: rule.arn,
  EventPattern: rule.eventPattern,
  ScheduleExpression: rule.scheduleExpression,
  State: rule.state,
  Description: rule.description,
  RoleArn: rule.roleArn,
  ManagedBy: rule.managedBy,
  EventBusName: rule.busName,
});

const setState = async (
  { changes }: OperationParts,
  call: Call,
  input: EnableRuleRequest | DisableRuleRequest,
  action: 'events:EnableRule' | 'events:DisableRule',
  stateAfter: (present: RuleState) => RuleState,
): Promise<Record<string, never>> => {
  const rule = await permittedRule(call, { name: input.Name, bus: input.EventBusName }, { action });
  requireUnmanaged(rule);
  const state = stateAfter(rule.state);
  if (state === rule.state) return {};
  await rules.setState(call.tx, rule.arn, state);
  await changes.ruleChanged(call.tx, rule.busArn);
  await changes.scheduleChanged(call.tx, { ...rule, state }, call.now);
  return {};
};

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_EnableRule.html */
export const enableRule = (parts: OperationParts) =>
  writes<EnableRuleRequest, Record<string, never>>({ limits }, (input, call) =>
    setState(parts, call, input, 'events:EnableRule', (present) =>
      present === 'DISABLED' ? 'ENABLED' : present,
    ),
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_DisableRule.html */
export const disableRule = (parts: OperationParts) =>
  writes<DisableRuleRequest, Record<string, never>>({ limits }, (input, call) =>
    setState(parts, call, input, 'events:DisableRule', () => 'DISABLED'),
  );

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_ListRules.html */
export const listRules = ({ pages }: OperationParts) =>
  reads<ListRulesRequest, ListRulesResponse>(
    { limits: { NamePrefix: name64, EventBusName: busNameOrArn, ...pageLimits } },
    async (input, call) => {
      const bus = await authorizeRulesOf(call, input.EventBusName, 'events:ListRules');
      const prefix = input.NamePrefix ?? '';
      const { rows, NextToken } = await readPage(pages, call, input, {
        operation: 'ListRules',
        filters: { bus: bus.arn, prefix },
        fetch: (page) => rules.list(call.tx, bus.arn, { prefix, ...page }),
        positionOf: ({ name }) => name,
      });
      return { Rules: rows.map(shown), NextToken };
    },
  );
