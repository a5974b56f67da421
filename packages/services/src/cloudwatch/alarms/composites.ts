import type { StateValue } from '@aws-sdk/client-cloudwatch';
import type { Tx } from '@gatehouse/store';
import { alarmArn, nameOf } from './arns.ts';
import type { AlarmState, CompositeAlarm } from './model.ts';
import { alarms } from './repositories/alarms.ts';
import { holds, parseRule } from './rule.ts';
import { isoTime, spokenTime } from './times.ts';

/** Why a rule is looked at: a child has changed, or the rule is new. */
export type Cause = { readonly child: string } | 'created' | 'updated';

type States = ReadonlyMap<string, Pick<AlarmState, 'value' | 'updatedAt'>>;

/** Reason data may have 4 000 characters. */
const MOST_DATA = 4000;

const triggeringData = (
  alarm: CompositeAlarm,
  states: States,
  names: readonly string[],
): string => {
  const shown: string[] = [];
  let size = '{"triggeringAlarms":[]}'.length;
  for (const name of names) {
    const state = states.get(name);
    if (state === undefined) continue;
    const text = JSON.stringify({
      arn: alarmArn(alarm, name),
      state: { value: state.value, timestamp: isoTime(state.updatedAt) },
    });
    size += text.length + 1;
    if (size > MOST_DATA) break;
    shown.push(text);
  }
  return `{"triggeringAlarms":[${shown.join(',')}]}`;
};

/** A reason has at most 1 023 characters. */
const MOST_REASON = 1023;

const reasonFor = (
  alarm: CompositeAlarm,
  states: States,
  cause: Cause,
  value: StateValue,
): string => {
  if (typeof cause === 'string')
    return `${alarm.arn} was ${cause} and its alarm rule evaluates to ${value}`;
  const child = states.get(cause.child);
  const at = child === undefined ? '' : ` at ${spokenTime(child.updatedAt)}`;
  return `${alarmArn(alarm, cause.child)} transitioned to ${child?.value ?? 'INSUFFICIENT_DATA'}${at}`;
};

/** What the rule comes to now, and why. Undefined for a rule that cannot be read. */
export const compositeState = async (
  tx: Tx,
  alarm: CompositeAlarm,
  cause: Cause,
): Promise<Pick<AlarmState, 'value' | 'reason' | 'data'> | undefined> => {
  const parsed = parseRule(alarm.configuration.rule);
  if ('error' in parsed) return undefined;
  const names = new Map(parsed.alarms.map((given) => [given, nameOf(alarm, given)]));
  const known = [...new Set(names.values())].filter((name) => name !== undefined);
  const states = await alarms.statesOf(tx, alarm, known);
  const stateOf = (given: string): StateValue | undefined =>
    states.get(names.get(given) ?? '')?.value;
  const value = holds(parsed.rule, stateOf) ? 'ALARM' : 'OK';
  const triggering = typeof cause === 'string' ? known : [cause.child];
  return {
    value,
    reason: reasonFor(alarm, states, cause, value).slice(0, MOST_REASON),
    data: triggeringData(alarm, states, triggering),
  };
};
