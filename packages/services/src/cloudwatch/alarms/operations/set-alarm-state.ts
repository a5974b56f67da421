import type { SetAlarmStateInput } from '@aws-sdk/client-cloudwatch';
import { writes } from '@gatehouse/service-kit';
import type { AlarmDeps } from '../../deps.ts';
import { authorizeAlarm, refOf, touchAlarm } from '../access.ts';
import { alarmMissing, reasonDataInvalid } from '../errors.ts';
import { anyName, stateValue } from '../input.ts';
import { isMetric } from '../model.ts';
import { alarms } from '../repositories/alarms.ts';
import { planLook } from '../schedule.ts';
import { changeState } from '../transitions.ts';

const limits = {
  AlarmName: anyName,
  StateValue: stateValue,
  StateReason: { maxLength: 1023 },
  StateReasonData: { maxLength: 4000 },
};

/** The text of a JSON object, as it is kept within other JSON. */
const reasonData = (text: string | undefined): string | undefined => {
  if (text === undefined) return undefined;
  try {
    const value: unknown = JSON.parse(text);
    if (value !== null && typeof value === 'object' && !Array.isArray(value)) return text;
  } catch {
    throw reasonDataInvalid();
  }
  throw reasonDataInvalid();
};

/** https://docs.aws.amazon.com/AmazonCloudWatch/latest/APIReference/API_SetAlarmState.html */
export const setAlarmState = (deps: AlarmDeps) =>
  writes<SetAlarmStateInput, Record<string, never>>({ limits }, async (input, call) => {
    const { tx, now } = call;
    const ref = refOf(call, input.AlarmName);
    const data = reasonData(input.StateReasonData);
    await authorizeAlarm(call, 'cloudwatch:SetAlarmState', ref);
    const alarm = await alarms.find(tx, ref);
    if (alarm === undefined) throw alarmMissing();
    touchAlarm(call, ref);

    const { StateValue: value = 'INSUFFICIENT_DATA', StateReason: reason = '' } = input;
    const isSet = await changeState(deps, tx, alarm, { value, reason, data }, now);
    if (!isSet) throw new Error(`alarm ${alarm.arn} changed within a transaction`);
    if (isMetric(alarm)) await planLook(tx, alarm, now);
    return {};
  });
