import type { PutRuleRequest, PutRuleResponse } from '@aws-sdk/client-eventbridge';
import { parseSchedule } from '@gatehouse/schedule';
import { requestTagKeys, tagStore, writes } from '@gatehouse/service-kit';
import { authorizeRule, passRoles, requireUnmanaged, touchRule } from '../access.ts';
import { busOf, ruleRef } from '../arns.ts';
import type { OperationParts } from '../deps.ts';
import {
  busNotFound,
  limitExceeded,
  missingParameters,
  scheduleInvalid,
  scheduleOnCustomBus,
} from '../errors.ts';
import { anyArn, busNameOrArn, description, eventPattern, name64, ruleState } from '../limits.ts';
import { type BusRef, DEFAULT_BUS, type Rule } from '../model.ts';
import { patternKeys, requireStoredPattern } from '../patterns.ts';
import { buses } from '../repositories/buses.ts';
import { rules } from '../repositories/rules.ts';
import { requestTags, ruleTagOwner, tagLimits } from '../tags.ts';

// Amazon EventBridge quotas: rules of a bus.
const MOST_RULES = 300;

const requireSchedule = (bus: BusRef, text: string | undefined): void => {
  if (text === undefined) return;
  if (bus.name !== DEFAULT_BUS) throw scheduleOnCustomBus();
  if (parseSchedule(text).kind === 'refusal') throw scheduleInvalid();
};

/** A rule is replaced as a whole: what is left out is gone, only its tags and its maker stay. */
const draft = (
  input: PutRuleRequest,
  ref: ReturnType<typeof ruleRef>,
  present: Rule | undefined,
  made: Pick<Rule, 'createdBy' | 'createdAt'>,
): Rule => ({
  ...ref,
  eventPattern: input.EventPattern,
  scheduleExpression: input.ScheduleExpression,
  state: input.State ?? 'ENABLED',
  description: input.Description,
  roleArn: input.RoleArn,
  managedBy: present?.managedBy,
  createdBy: present?.createdBy ?? made.createdBy,
  createdAt: present?.createdAt ?? made.createdAt,
});

/** https://docs.aws.amazon.com/eventbridge/latest/APIReference/API_PutRule.html */
export const putRule = (parts: OperationParts) =>
  writes<PutRuleRequest, PutRuleResponse>(
    {
      limits: {
        Name: name64,
        ScheduleExpression: { maxLength: 256 },
        EventPattern: eventPattern,
        State: ruleState,
        Description: description,
        RoleArn: anyArn,
        EventBusName: busNameOrArn,
        ...tagLimits,
      },
    },
    async (input, call) => {
      const { tx, now } = call;
      // An empty text is none, as SDKs of old send it.
      const given: PutRuleRequest = {
        ...input,
        EventPattern: input.EventPattern === '' ? undefined : input.EventPattern,
        ScheduleExpression: input.ScheduleExpression === '' ? undefined : input.ScheduleExpression,
      };
      const busReference = busOf(call, input.EventBusName);
      const bus = await buses.find(tx, busReference);
      const ref = ruleRef(busReference, input.Name ?? '');
      const present = await rules.find(tx, ref.arn);
      const tags = requestTags(input.Tags);
      await authorizeRule(call, ref, bus, present, {
        action: 'events:PutRule',
        keys: { ...patternKeys(given.EventPattern), ...requestTagKeys(tags) },
      });
      if (bus === undefined || bus.region !== call.region) throw busNotFound(busReference.name);
      const pattern = requireStoredPattern(ref.name, given.EventPattern);
      if (pattern === undefined && given.ScheduleExpression === undefined)
        throw missingParameters('EventPattern or ScheduleExpression');
      requireSchedule(bus, given.ScheduleExpression);
      await passRoles(parts, call, [input.RoleArn], ref);
      if (present !== undefined) requireUnmanaged(present);

      const rule = draft(given, ref, present, { createdBy: call.account, createdAt: now });
      await rules.put(tx, rule);
      if (present === undefined) {
        if ((await rules.count(tx, bus.arn)) > MOST_RULES) throw limitExceeded();
        await tagStore.put(tx, ruleTagOwner(ref), tags);
      }
      await parts.changes.ruleChanged(tx, bus.arn);
      await parts.changes.scheduleChanged(tx, rule, now);
      touchRule(call, rule);
      return { RuleArn: rule.arn };
    },
  );
