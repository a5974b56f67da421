import { isObject } from '../events/json.ts';
import type { BurstCounter, BurstState } from './bursts.ts';
import type { InstanceSessions, InstanceState } from './checks/instance-sessions.ts';
import type { OwnAccounts } from './checks/own-accounts.ts';
import type { Habits, HabitState } from './habits.ts';

/** A part of what rules have in mind, as JSON. */
export type RuleState =
  | { readonly kind: 'accounts'; readonly accounts: readonly string[] }
  | { readonly kind: 'instance'; readonly instance: InstanceState }
  | { readonly kind: 'habit'; readonly habit: HabitState }
  | { readonly kind: 'burst'; readonly rule: string; readonly state: BurstState };

interface RuleMemory {
  readonly accounts: OwnAccounts;
  readonly instances: InstanceSessions;
  readonly habits: Habits;
  /** By the id of their rule. */
  readonly bursts: ReadonlyMap<string, BurstCounter>;
}

export function* memoryState({
  accounts,
  instances,
  habits,
  bursts,
}: RuleMemory): Generator<RuleState> {
  yield { kind: 'accounts', accounts: accounts.state() };
  for (const instance of instances.state()) yield { kind: 'instance', instance };
  for (const habit of habits.state()) yield { kind: 'habit', habit };
  for (const [rule, burst] of bursts)
    for (const state of burst.state()) yield { kind: 'burst', rule, state };
}

const isTexts = (value: unknown): value is readonly string[] =>
  Array.isArray(value) && value.every((one) => typeof one === 'string');

const isPairs = (value: unknown): value is readonly (readonly [string, number])[] =>
  Array.isArray(value) &&
  value.every(
    (pair) => Array.isArray(pair) && typeof pair[0] === 'string' && typeof pair[1] === 'number',
  );

const isBurst = (value: unknown): value is BurstState =>
  Array.isArray(value) && typeof value[0] === 'string' && isPairs(value[1]);

const isHabit = (value: unknown): value is HabitState =>
  Array.isArray(value) &&
  typeof value[0] === 'string' &&
  Array.isArray(value[1]) &&
  value[1].every((day) => Number.isInteger(day));

const isInstance = (value: unknown): value is InstanceState =>
  isObject(value) &&
  typeof value['id'] === 'string' &&
  isPairs(value['networks']) &&
  isTexts(value['addresses']) &&
  isTexts(value['operators']) &&
  Array.isArray(value['keys']) &&
  value['keys'].every(
    (one) => isObject(one) && typeof one['key'] === 'string' && isTexts(one['networks']),
  );

/** What is no state of rules is passed over: a file may be of another version. */
export const restoreMemory = (
  { accounts, instances, habits, bursts }: RuleMemory,
  states: Iterable<unknown>,
): void => {
  for (const state of states) {
    if (!isObject(state)) continue;
    const { kind, accounts: own, instance, habit, rule, state: burst } = state;
    if (kind === 'accounts' && isTexts(own)) accounts.restore(own);
    else if (kind === 'instance' && isInstance(instance)) instances.restore(instance);
    else if (kind === 'habit' && isHabit(habit)) habits.restore(...habit);
    else if (kind === 'burst' && typeof rule === 'string' && isBurst(burst))
      bursts.get(rule)?.restore(...burst);
  }
};
