import { parseArn } from '@gatehouse/core';
import {
  type Call,
  type ConditionKeys,
  resourceTagKeys,
  type Tags,
  tagStore,
} from '@gatehouse/service-kit';
import { busOf, ruleRef } from './arns.ts';
import { busPolicy } from './bus-policy.ts';
import { busNotFound, managedRule, roleInvalid, ruleNotFound } from './errors.ts';
import type { BusRef, EventBus, Rule, RuleRef } from './model.ts';
import { buses } from './repositories/buses.ts';
import { rules } from './repositories/rules.ts';

interface Access {
  readonly action: string;
  readonly keys?: ConditionKeys;
}

/** Throws unless the caller's policies, and those of the bus for others than its owner, let him. */
export const authorizeBus = async (
  call: Call,
  ref: BusRef,
  bus: EventBus | undefined,
  { action, keys = {} }: Access,
): Promise<Tags> => {
  const tags: Tags = bus === undefined ? new Map() : await tagStore.of(call.tx, ref.arn);
  await call.authorize(
    action,
    ref.arn,
    { ...resourceTagKeys(undefined, tags), ...keys },
    {
      resourceAccount: ref.account,
      resourcePolicy: bus === undefined ? undefined : busPolicy(bus),
    },
  );
  return tags;
};

export const touchBus = (call: Call, { account, name, arn }: BusRef): void => {
  if (account !== call.account) call.alsoRecordIn(account);
  call.touch({ type: 'AWS::Events::EventBus', name, arn });
};

/** The bus that an action is for, once the caller may; only then does he hear that there is none. */
export const permittedBus = async (
  call: Call,
  nameOrArn: string | undefined,
  access: Access,
): Promise<EventBus> => {
  const ref = busOf(call, nameOrArn);
  const bus = await buses.find(call.tx, ref);
  await authorizeBus(call, ref, bus, access);
  if (bus === undefined || bus.region !== call.region) throw busNotFound(ref.name);
  touchBus(call, bus);
  return bus;
};

export interface RuleAccess {
  readonly action: string;
  readonly keys?: ConditionKeys;
}

/** The tags of the rule, once the caller may do `action` on it. `rule` is undefined when there is none. */
export const authorizeRule = async (
  call: Call,
  ref: RuleRef,
  bus: EventBus | undefined,
  rule: Rule | undefined,
  { action, keys = {} }: RuleAccess,
): Promise<Tags> => {
  const tags: Tags = rule === undefined ? new Map() : await tagStore.of(call.tx, ref.arn);
  await call.authorize(
    action,
    ref.arn,
    {
      ...resourceTagKeys(undefined, tags),
      'events:creatorAccount': rule?.createdBy ?? call.account,
      ...(rule?.managedBy === undefined ? {} : { 'events:ManagedBy': rule.managedBy }),
      ...keys,
    },
    {
      resourceAccount: ref.account,
      resourcePolicy: bus === undefined ? undefined : busPolicy(bus),
    },
  );
  return tags;
};

export const touchRule = (call: Call, { account, name, arn }: RuleRef): void => {
  if (account !== call.account) call.alsoRecordIn(account);
  call.touch({ type: 'AWS::Events::Rule', name, arn });
};

/** The rule that an action is for, once the caller may. */
export const permittedRule = async (
  call: Call,
  asked: { readonly name: string | undefined; readonly bus: string | undefined },
  access: RuleAccess,
): Promise<Rule> => {
  const busReference = busOf(call, asked.bus);
  const bus = await buses.find(call.tx, busReference);
  const ref = ruleRef(busReference, asked.name ?? '');
  const rule = await rules.find(call.tx, ref.arn);
  await authorizeRule(call, ref, bus, rule, access);
  if (bus === undefined || bus.region !== call.region) throw busNotFound(busReference.name);
  if (rule === undefined) throw ruleNotFound(ref.name, ref.busName);
  touchRule(call, rule);
  return rule;
};

/** Rules of services are theirs; some operations go through with Force. */
export const requireUnmanaged = ({ name, managedBy }: Rule, force?: boolean): void => {
  if (managedBy !== undefined && force !== true) throw managedRule(name, force !== undefined);
};

/** A question about all rules of a bus, which has no resource of its own. */
export const authorizeRulesOf = async (
  call: Call,
  nameOrArn: string | undefined,
  action: string,
): Promise<EventBus> => {
  const ref = busOf(call, nameOrArn);
  const bus = await buses.find(call.tx, ref);
  const isOwn = ref.account === call.account;
  await call.authorize(
    action,
    isOwn ? '*' : ruleRef(ref, '*').arn,
    isOwn ? {} : { 'events:creatorAccount': call.account },
    {
      resourceAccount: ref.account,
      resourcePolicy: bus === undefined ? undefined : busPolicy(bus),
    },
  );
  if (bus === undefined || bus.region !== call.region) throw busNotFound(ref.name);
  return bus;
};

/** Handing a role to EventBridge (IAM User Guide, "iam:PassedToService" and "iam:AssociatedResourceArn"). */
export const authorizePassRole = async (
  call: Call,
  roleArns: readonly (string | undefined)[],
  associated: string,
): Promise<void> => {
  for (const role of new Set(roleArns.filter((arn) => arn !== undefined))) {
    const parsed = parseArn(role);
    const isRole = parsed?.service === 'iam' && parsed.resource.startsWith('role/');
    if (!isRole || parsed.account !== call.account) throw roleInvalid(role);
    await call.authorize('iam:PassRole', role, {
      'iam:PassedToService': 'events.amazonaws.com',
      'iam:AssociatedResourceArn': associated,
    });
  }
};
