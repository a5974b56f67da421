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
import type { OperationParts } from './deps.ts';
import { busNotFound, managedRule, roleInvalid, roleNotAssumable, ruleNotFound } from './errors.ts';
import type { BusRef, EventBus, Rule, RuleRef } from './model.ts';
import { buses } from './repositories/buses.ts';
import { rules } from './repositories/rules.ts';

const SERVICE = 'events.amazonaws.com';

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

/**
 * Handing roles to EventBridge (IAM User Guide, "iam:PassedToService" and "iam:AssociatedResourceArn"): the caller may pass
 * them, and they trust it.
 */
export const passRoles = async (
  { roles, acceptsLooseInput = false }: Pick<OperationParts, 'roles' | 'acceptsLooseInput'>,
  call: Call,
  roleArns: readonly (string | undefined)[],
  { arn, account }: RuleRef,
): Promise<void> => {
  if (acceptsLooseInput) return;
  for (const roleArn of new Set(roleArns.filter((given) => given !== undefined))) {
    const parsed = parseArn(roleArn);
    const isRole = parsed?.service === 'iam' && parsed.resource.startsWith('role/');
    if (!isRole || parsed.account !== call.account) throw roleInvalid(roleArn);
    await call.authorize('iam:PassRole', roleArn, {
      'iam:PassedToService': SERVICE,
      'iam:AssociatedResourceArn': arn,
    });
    const source = { service: SERVICE, sourceArn: arn, sourceAccount: account };
    if (!(await roles.trusts({ roleArn, source, region: call.region })))
      throw roleNotAssumable(roleArn, SERVICE);
  }
};
